using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Account;

namespace TokenRotation.Module.Tests.Support;

/// <summary>PowerShell in a process of its own, rotating tokens of a sandbox over a socket.</summary>
internal sealed class RotatingProcess : IDisposable
{
    // A run takes seconds; a machine with much other work has a hundred times as long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // After the last request that is waited for, so that the kill may come between two of them.
    private const int LongestPause = 12;

    private readonly ShellProcess _shell;
    private readonly Task<string> _output;

    private RotatingProcess(ShellProcess shell)
    {
        _shell = shell;
        _output = shell.Output.ReadToEndAsync();
    }

    /// <summary>Starts it, up to <see cref="Begin"/>; the managing token goes by the environment, and no command line.</summary>
    /// <param name="sandbox">The tenant.</param>
    /// <param name="folder">Where the secrets are.</param>
    /// <param name="home">The user's folder, which holds the locks between runs.</param>
    /// <param name="arguments">Further arguments of the script.</param>
    public static RotatingProcess Start(SandboxServer sandbox, string folder, string home, params string[] arguments) =>
        new(Launch(sandbox.Url, sandbox.AdminToken, folder, home, ["-Held", .. arguments]));

    /// <summary>The same for the platform tokens of the sandbox's account; the environment proves what is new.</summary>
    /// <param name="sandbox">The tenant and its account.</param>
    /// <param name="client">The account's client that it connects with.</param>
    /// <param name="folder">Where the secrets are.</param>
    /// <param name="home">The user's folder, which holds the locks between runs.</param>
    /// <param name="arguments">Further arguments of the script.</param>
    public static RotatingProcess StartAtAccount(
        SandboxServer sandbox, OAuthClient client, string folder, string home, params string[] arguments) =>
        new(LaunchAtAccount(sandbox, client, sandbox.AdminToken, folder, home, ["-Held", .. arguments]));

    /// <summary>Starts the script.</summary>
    public static ShellProcess Launch(Uri url, string managingToken, string folder, string home, params string[] arguments) =>
        Launch(url, [new("DT_API_TOKEN", managingToken)], folder, home, arguments);

    /// <summary>Starts the script for the account.</summary>
    public static ShellProcess LaunchAtAccount(
        SandboxServer sandbox, OAuthClient client, string managingToken, string folder, string home, params string[] arguments) =>
        Launch(
            sandbox.Url,
            [new("DT_API_TOKEN", managingToken), new("DT_CLIENT_SECRET", client.Secret)],
            folder,
            home,
            ["-Account", sandbox.Account.Uuid, "-AccountUrl", sandbox.AccountUrl.ToString(), "-TokenUrl",
                sandbox.TokenUrl.ToString(), .. arguments]);

    private static ShellProcess Launch(
        Uri url, KeyValuePair<string, string?>[] variables, string folder, string home, string[] arguments)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Journeys", "rotate-in-folder.ps1");
        string[] all = ["-NoLogo", "-NoProfile", "-NonInteractive", "-File", script, "-Manifest", BuiltFiles.Manifest, "-Url",
            url.ToString().TrimEnd('/'), "-Folder", folder, .. arguments];
        return ShellProcess.Start(all, home, variables);
    }

    /// <summary>Lets it connect and rotate: before that it makes no request.</summary>
    public void Begin()
    {
        _shell.Input.WriteLine();
        _shell.Input.Flush();
    }

    /// <summary>Ends it as a crash would: no clean-up of its own runs.</summary>
    public Task KillAsync() => _shell.KillAsync();

    /// <summary>Kills it once it has made so many requests, a moment later.</summary>
    /// <returns>False if it has succeeded before.</returns>
    public async Task<bool> KillAfterAsync(Task requests, Random random)
    {
        await Task.WhenAny(requests, _shell.EndAsync()).WaitAsync(Patience);
        await Task.Delay(random.Next(LongestPause));
        if (_shell.HasEnded)
        {
            await SucceedAsync();
            return false;
        }

        await KillAsync();
        return true;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>What it has written; its exit code is checked.</returns>
    public async Task<string> SucceedAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        var code = await _shell.EndAsync(timeout.Token);
        var text = await _output + await _shell.Errors;
        Assert.True(code == 0, $"exit code {code}: {text}");
        return text;
    }

    public void Dispose() => _shell.Dispose();
}
