using TokenRotation.Sandbox;

namespace TokenRotation.Benchmarks;

/// <summary>
/// What a user waits for: a whole process of PowerShell that connects and shows what expires among 10 000 tokens, at 50 ms a
/// request. Against the script that a user would write with Invoke-RestMethod, and against a shell that does nothing.
/// </summary>
internal static class FindInShell
{
    private const int Pairs = 9;
    private const double Budget = 0.4;

    private const string Script = """
        $headers = @{ Authorization = "Api-Token $env:DT_API_TOKEN" }
        $query = 'fields=%2BexpirationDate%2C%2Bscopes%2C%2BlastUsedDate&pageSize=10000'
        $tokens = do {
            $page = Invoke-RestMethod -Uri "$env:SANDBOX_URL/api/v2/apiTokens?$query" -Headers $headers
            $page.apiTokens
            $query = 'nextPageKey=' + [uri]::EscapeDataString("$($page.nextPageKey)")
        } while ($page.nextPageKey)
        $until = (Get-Date).AddDays(14)
        $tokens | Where-Object { $_.expirationDate -and [datetime] $_.expirationDate -le $until } | Format-Table name, id, expirationDate
        """;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("find-");
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Tokens = Tenant.Tokens, Seed = 7, Latency = TimeSpan.FromMilliseconds(50) },
            CancellationToken.None);
        try
        {
            var module = Write(folder, "module.ps1", $"Import-Module '{BuiltFiles.Manifest}'\n$null = Connect-DtEnvironment "
                + "$env:SANDBOX_URL\nFind-DtToken -ExpiringWithin 14d");
            var script = Write(folder, "script.ps1", Script);
            var nothing = Write(folder, "nothing.ps1", string.Empty);
            var (ratio, ours, theirs) = await Benchmarks.Pairs.MeasureAsync(
                Pairs, 2, () => RunAsync(sandbox, module), () => RunAsync(sandbox, script));
            var (overShell, _, bare) = await Benchmarks.Pairs.MeasureAsync(
                Pairs, 1, () => RunAsync(sandbox, module), () => RunAsync(sandbox, nothing));
            return
            [
                new Figure($"pwsh that finds what expires among {Tenant.Tokens} tokens at 50 ms, against Invoke-RestMethod "
                    + $"({ours:0} ms / {theirs:0} ms)", ratio, "x", Budget),
                new Figure($"the same against a pwsh that does nothing ({bare:0} ms)", overShell, "x", null),
                new Figure("the same beyond what the shell itself takes, against "
                    + "Invoke-RestMethod", (ours - bare) / (theirs - bare), "x", null),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Write(DirectoryInfo folder, string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static Task<double> RunAsync(SandboxServer sandbox, string script) =>
        Benchmarks.Pairs.TimeAsync(() => ShellProcess.RunAsync(
        script,
        ("SANDBOX_URL", sandbox.Url.GetLeftPart(UriPartial.Authority)),
        ("DT_API_TOKEN", sandbox.AdminToken)));
}
