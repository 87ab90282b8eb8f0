using System.Globalization;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Support;

/// <summary>
/// PowerShell in a process of its own that is connected to a sandbox and rotates when it is told to, run after run: it shares
/// nothing with another one but the tenant, the folder of the secrets and, where both have one home, its locks.
/// </summary>
internal sealed class ServingProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ShellProcess _shell;
    private readonly int _id;

    private ServingProcess(ShellProcess shell, int id, string callerId)
    {
        _shell = shell;
        _id = id;
        CallerId = callerId;
    }

    /// <summary>The token or client that its requests are made with, which no other process has.</summary>
    public string CallerId { get; }

    /// <summary>Starts it, and waits until it is connected.</summary>
    /// <param name="sandbox">The tenant.</param>
    /// <param name="folder">Where the secrets are.</param>
    /// <param name="home">The user's folder, which holds the locks between runs.</param>
    /// <param name="host">The node that it talks to.</param>
    /// <param name="settlingTime">How late nodes learn of one another's writes.</param>
    public static async Task<ServingProcess> StartAsync(
        SandboxServer sandbox, string folder, string home, string host = "127.0.0.1", TimeSpan settlingTime = default)
    {
        var manager = SeedManager(sandbox);
        var shell = RotatingProcess.Launch(
            new UriBuilder(sandbox.Url) { Host = host }.Uri, manager.Token, folder, home, "-Serve", "-SettlingTimeSec",
            settlingTime.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        return await ReadyAsync(shell, manager.Id);
    }

    /// <summary>Starts it for the platform tokens of the sandbox's account, with an OAuth client of its own.</summary>
    /// <param name="sandbox">The tenant and its account.</param>
    /// <param name="folder">Where the secrets are.</param>
    /// <param name="home">The user's folder, which holds the locks between runs.</param>
    public static async Task<ServingProcess> StartAtAccountAsync(SandboxServer sandbox, string folder, string home)
    {
        var client = sandbox.Account.AddClient(sandbox.AccountClient.Owner, sandbox.AccountClient.Scopes);
        var shell = RotatingProcess.LaunchAtAccount(
            sandbox, client, SeedManager(sandbox).Token, folder, home, "-Serve");
        return await ReadyAsync(shell, client.Id);
    }

    /// <summary>Rotates these tokens into the folder.</summary>
    /// <returns>What became of each, and each error, a line each.</returns>
    public Task<IReadOnlyList<string>> RotateAsync(params IEnumerable<string> ids) => DoAsync("rotate " + string.Join('|', ids));

    /// <summary>Rotates these tokens by a pipeline that ends in Complete-DtTokenRotation.</summary>
    public Task<IReadOnlyList<string>> PipeAsync(params IEnumerable<string> ids) => DoAsync("pipe " + string.Join('|', ids));

    /// <summary>Makes and rotates what a spec file says, into the folder.</summary>
    public Task<IReadOnlyList<string>> SpecAsync(string path) => DoAsync("spec " + path);

    /// <summary>Goes on with everything that has begun.</summary>
    public Task<IReadOnlyList<string>> ResumeAsync() => DoAsync("resume");

    /// <summary>The same without the folder of the secrets.</summary>
    public Task<IReadOnlyList<string>> ResumeWithoutStoreAsync() => DoAsync("bare");

    /// <summary>Ends it as a crash would.</summary>
    public Task KillAsync() => _shell.KillAsync();

    /// <summary>Stops it where it stands, as a lid does that is closed, until <see cref="ThawAsync"/>.</summary>
    public async Task FreezeAsync()
    {
        await ShellProcess.SignalAsync("STOP", _id);

        // The signal is on its way until the kernel says of every thread that it has stopped.
        Assert.True(SpinWait.SpinUntil(() => States().All(state => state == 'T'), Patience), "The process has not stopped.");
    }

    /// <summary>Lets it go on.</summary>
    public Task ThawAsync() => ShellProcess.SignalAsync("CONT", _id);

    public void Dispose() => _shell.Dispose();

    private static TenantToken SeedManager(SandboxServer sandbox) => sandbox.Tenant.Seed(new SeedToken
    {
        Name = "manager",
        Owner = "admin@example.com",
        Scopes = ["apiTokens.read", "apiTokens.write"],
    });

    private static async Task<ServingProcess> ReadyAsync(ShellProcess shell, string callerId)
    {
        var ready = await ReadAsync(shell);
        return new ServingProcess(shell, int.Parse(Assert.Single(ready), CultureInfo.InvariantCulture), callerId);
    }

    private async Task<IReadOnlyList<string>> DoAsync(string command)
    {
        await _shell.Input.WriteLineAsync(command);
        await _shell.Input.FlushAsync();
        return await ReadAsync(_shell);
    }

    // Up to the line that says that it waits for a command.
    private static async Task<List<string>> ReadAsync(ShellProcess shell)
    {
        using var timeout = new CancellationTokenSource(Patience);
        var lines = new List<string>();
        for (; ; )
        {
            var line = await shell.Output.ReadLineAsync(timeout.Token);
            if (line is null)
            {
                Assert.Fail($"It has ended: {string.Join('\n', lines)} {await shell.Errors}");
            }

            if (line == "waiting")
            {
                return lines;
            }

            lines.Add(line!);
        }
    }

    private IEnumerable<char> States() => Directory.GetDirectories($"/proc/{_id}/task")
        .Select(thread => File.ReadAllText(Path.Combine(thread, "stat")).Split(')')[^1].TrimStart()[0]);
}
