using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>Ctrl+C, typed at a real terminal while a call is under way.</summary>
public sealed class TerminalTests : IDisposable
{
    private const char CtrlC = '\u0003';
    private const int StoppedByKey = 1;
    private const int Tokens = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // The socket closes when the pipeline's commands are told to stop.
    private const string Begin = """
        Import-Module $env:DT_MODULE
        Import-Module $env:DT_WATCH
        $null = Connect-DtEnvironment $env:DT_URL
        $line = [System.Net.Sockets.TcpClient]::new('127.0.0.1', $env:DT_PORT)
        """;

    private const string Pipeline = """
        $env:DT_IDS -split ',' | Invoke-DtTokenRotation | ForEach-Object {
            $secret = [System.Net.NetworkCredential]::new('', $_.Token).Password
            [System.IO.File]::WriteAllText([System.IO.Path]::Combine($env:DT_FOLDER, $_.OldId), $secret)
            $_
        } | Watch-Stop $line.Dispose | Complete-DtTokenRotation
        """;

    private const string Assignment = "$new = $env:DT_IDS -split ',' | Invoke-DtTokenRotation | Watch-Stop $line.Dispose";

    private readonly SecretFolder _secrets = new();

    public void Dispose() => _secrets.Dispose();

    [TerminalTheory]
    [InlineData("POST", 2, 1)]
    [InlineData("PUT", 1, 0)]
    public async Task Whoever_presses_it_is_told_once_what_has_become_of_the_run_and_nothing_is_lost(
        string method, int nth, int done)
    {
        await using var tenant = await Tenant.StartAsync();
        var ids = Enumerable.Range(0, Tokens).Select(i => tenant.Add($"typed {i}").Id).ToArray();

        var warning = await PressAsync(tenant, ids, Pipeline, method, nth);

        Assert.StartsWith(
            $"The run ended early. Of {Tokens} token(s), {done} are done with, 0 were handed over and not completed, "
                + $"{Tokens - done} are left as they were", warning, StringComparison.Ordinal);
        CheckThatNothingIsLost(tenant, ids, done);
    }

    // Nobody gets what the variable would have held.
    [TerminalTheory]
    [InlineData("POST", Tokens)]
    public async Task Whoever_presses_it_while_a_variable_is_filled_is_told_which_tokens_to_take_back(string method, int nth)
    {
        await using var tenant = await Tenant.StartAsync();
        var ids = Enumerable.Range(0, Tokens).Select(i => tenant.Add($"typed {i}").Id).ToArray();

        var warning = await PressAsync(tenant, ids, Assignment, method, nth);

        var waiting = ids.Where(id => tenant.Now(id)!.Name.Contains("[dtr superseded", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(waiting);
        Assert.Contains($"{waiting.Count} were handed over and not completed", warning, StringComparison.Ordinal);
        Assert.Contains($"Undo-DtTokenRotation -Id {string.Join(", ", waiting)}.", warning, StringComparison.Ordinal);
        CheckThatNothingIsLost(tenant, ids, done: 0);
    }

    // Holds the answer to a request, presses the key, and lets the answer go when the pipeline knows of it.
    private async Task<string> PressAsync(Tenant tenant, string[] ids, string script, string method, int nth)
    {
        var seen = 0;
        using var gate = tenant.HoldAnswer(request => IsOfToken(request, method) && Interlocked.Increment(ref seen) == nth);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var shell = ShellProcess.StartAtTerminal(
            ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", $"{Begin}\n{script}"],
            _secrets.NewHome(),
            [
                new("DT_MODULE", BuiltFiles.Manifest),
                new("DT_WATCH", typeof(WatchStopCommand).Assembly.Location),
                new("DT_URL", tenant.Url),
                new("DT_API_TOKEN", tenant.Server.AdminToken),
                new("DT_PORT", $"{((IPEndPoint)listener.LocalEndpoint).Port}"),
                new("DT_FOLDER", _secrets.Path),
                new("DT_IDS", string.Join(',', ids)),
                new("NO_COLOR", "1"),
                new("TERM", "dumb"),
            ]);
        var screen = ReadAsync(shell);

        gate.AwaitRequest();
        using var timeout = new CancellationTokenSource(Patience);
        using var line = await listener.AcceptTcpClientAsync(timeout.Token);
        await shell.Input.WriteAsync(CtrlC);
        await shell.Input.FlushAsync(timeout.Token);
        // It is closed, and nothing comes.
        Assert.Equal(0, await line.GetStream().ReadAsync(new byte[1], timeout.Token));
        gate.Open();

        var code = await shell.EndAsync(timeout.Token);
        var text = Regex.Replace(await screen, @"\s+", " ");
        Assert.True(code == StoppedByKey, $"{code}: {text}");
        return Assert.Single(text.Split("WARNING: ").Skip(1));
    }

    // Whoever has been given a secret has one that works; of all others the old one does. What stands beside it for want of time
    // is for a later run to collect.
    private void CheckThatNothingIsLost(Tenant tenant, string[] ids, int done)
    {
        var given = Directory.GetFiles(_secrets.Path);
        Assert.Equal(ids.Take(done), given.Select(Path.GetFileName));
        Assert.All(given, file => Assert.True(tenant.Server.Tenant.FindBySecret(File.ReadAllText(file))!.Enabled));
        Assert.All(ids.Skip(done), id => Assert.True(tenant.Now(id) is { Enabled: true }));
        var beside = tenant.Server.Tenant.Tokens.Where(
            token => token.Enabled && token.Name.StartsWith("typed", StringComparison.Ordinal)
                && !ids.Contains(token.Id) && !given.Any(file => File.ReadAllText(file) == token.Token));
        Assert.All(beside, token => Assert.Contains("[dtr pending", token.Name, StringComparison.Ordinal));
    }

    private static bool IsOfToken(LoggedRequest request, string method) =>
        request.Method == method && request.Path.Contains("/apiTokens", StringComparison.Ordinal)
        && !request.Path.EndsWith("/lookup", StringComparison.Ordinal);

    private static async Task<string> ReadAsync(ShellProcess shell)
    {
        var text = new StringBuilder();
        var buffer = new char[1024];
        int count;
        while ((count = await shell.Output.ReadAsync(buffer)) > 0)
        {
            text.Append(buffer, 0, count);
        }

        return text.ToString();
    }
}
