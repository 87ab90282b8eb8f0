using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Specs.Fleets;

namespace TokenRotation.Benchmarks;

/// <summary>
/// A fleet of sandboxes in eight shares, each a process of real PowerShell that runs samples/rotate-fleet.ps1. Sandboxes and
/// shares are on one machine. DT_BENCHMARK_ENVIRONMENTS says how many environments, 200 if it is not set.
/// </summary>
internal sealed class FleetShards : IAsyncDisposable
{
    private const int Shards = 8;
    private const int Tokens = 500;
    private const int Due = 10;

    private static readonly TimeSpan PastTheTimeout = TimeSpan.FromMinutes(16);
    private static readonly TimeSpan UntilDue = TimeSpan.FromDays(80);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-benchmark");
    private readonly List<SandboxServer> _servers = [];
    private readonly int[] _calls;
    private int _creations;
    private int _round;

    private FleetShards(int environments) => _calls = new int[environments];

    private int Calls => _calls.Sum();

    private static string Root => BuiltFiles.RepositoryRoot;

    private string Results => Path.Combine(_folder.FullName, "results");

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var wanted = int.TryParse(Environment.GetEnvironmentVariable("DT_BENCHMARK_ENVIRONMENTS"), out var number) ? number : 200;
        await using var fleet = new FleetShards(wanted);
        await fleet.StartAsync(wanted);
        return [.. await fleet.MeasureAllAsync(), .. await fleet.MeasureLostAsync(), .. await fleet.MeasureTwiceAsync()];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task<Figure[]> MeasureAllAsync()
    {
        AddDue(_servers);
        var (seconds, results) = await RunAsync(Enumerable.Range(1, Shards));
        var rotations = _servers.Count * Due;
        return
        [
            new($"{_servers.Count} environments of {Tokens} tokens, {rotations} due: makespan", seconds, " s", null),
            new("of it the shortest share", results.Min(result => (double)result["Seconds"]!), " s", null),
            new("most memory of a share", results.Max(result => (double)result["PeakMemoryMB"]!), " MB", null),
            new("calls", Calls, string.Empty, null),
            new("calls for each environment", (double)Calls / _servers.Count, string.Empty, null),
            new("calls for each rotation", (double)Calls / rotations, string.Empty, null),
            new("not completed", rotations - results.Sum(result => (int)result["Rotated"]!), string.Empty, 0),
            new("due tokens without exactly one successor", Unsettled(_servers), string.Empty, 0),
        ];
    }

    // The share is killed in the middle of its creations, and run again.
    private async Task<Figure[]> MeasureLostAsync()
    {
        var number = Fullest();
        var share = ShareOf(number);
        AddDue(share);
        var watch = Stopwatch.StartNew();
        using (var run = Start(number))
        {
            var half = share.Count * Due / 2;
            while (Volatile.Read(ref _creations) < half && !run.HasExited)
            {
                await Task.Delay(20);
            }

            run.Kill(entireProcessTree: true);
            await run.WaitForExitAsync();
        }

        var (lostSeconds, lostCalls) = (watch.Elapsed.TotalSeconds, Calls);
        share.ForEach(server => server.Clock.Advance(PastTheTimeout));
        var (seconds, _) = await RunAsync([number]);
        var settledCalls = Calls;
        return
        [
            new($"a share of {share.Count} environments, killed at half of its creations", lostSeconds, " s", null),
            new("the same share, run again", seconds, " s", null),
            new("calls before it was killed, and after", lostCalls + settledCalls, string.Empty, null),
            new("due tokens without exactly one successor", Unsettled(share), string.Empty, 0),
        ];
    }

    private async Task<Figure[]> MeasureTwiceAsync()
    {
        var number = Fullest();
        var share = ShareOf(number);
        AddDue(share);
        await RunAsync([number]);
        var once = Calls;
        AddDue(share);
        var (seconds, _) = await RunAsync([number, number]);
        return
        [
            new("the same share, alone: calls", once, string.Empty, null),
            new("started twice at a time: calls", Calls, string.Empty, null),
            new("started twice at a time: makespan", seconds, " s", null),
            new("due tokens without exactly one successor", Unsettled(share), string.Empty, 0),
        ];
    }

    private async Task StartAsync(int count)
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "vaults", "Ops"));
        for (var i = 0; i < count; i++)
        {
            var own = i;
            var server = await SandboxServer.StartAsync(new SandboxOptions
            {
                EnvironmentId = string.Create(CultureInfo.InvariantCulture, $"env{i}"),
                Tokens = Tokens,
                Seed = i,
                Latency = TimeSpan.FromMilliseconds(20),
                Clock = VirtualClock.Running(),
                OnRequest = request =>
                {
                    Interlocked.Increment(ref _calls[own]);
                    if (request.Method == "POST" && request.Path.EndsWith("/apiTokens", StringComparison.Ordinal))
                    {
                        Interlocked.Increment(ref _creations);
                    }
                },
            });
            _servers.Add(server);
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, $"env{i}-manager"), server.AdminToken);
        }

        var modules = Directory.CreateDirectory(Path.Combine(_folder.FullName, "modules"));
        var module = Path.GetDirectoryName(Path.GetFullPath(BuiltFiles.Manifest))!;
        Directory.CreateSymbolicLink(Path.Combine(modules.FullName, "TokenRotation"), module);
    }

    // Ten new tokens of 90 days each, in their entries, and the clock at the eightieth.
    private void AddDue(IReadOnlyList<SandboxServer> servers)
    {
        _round++;
        foreach (var server in servers)
        {
            for (var i = 0; i < Due; i++)
            {
                var name = $"due-{_round}-{i}";
                var token = server.Tenant.Seed(new SeedToken
                {
                    Name = name,
                    Owner = "admin@example.com",
                    Scopes = ["metrics.ingest"],
                    ExpirationDate = server.Tenant.Now.AddDays(90),
                });
                var entry = $"{server.ManagedUrl.Segments[^1]}-{name}";
                File.WriteAllText(Path.Combine(_folder.FullName, "vaults", "Ops", entry), token.Token);
            }

            server.Clock.Advance(UntilDue);
        }

        WriteFleet();
        _creations = 0;
        Array.Clear(_calls);
    }

    // The tokens of this round alone: those of earlier ones are due again.
    private void WriteFleet() => File.WriteAllText(Path.Combine(_folder.FullName, "fleet.json"), JsonSerializer.Serialize(new
    {
        defaults = new
        {
            credential = new { file = "{Environment}-manager" },
            names = new[] { $"due-{_round}-*" },
            policy = new { expiringWithin = "14d", overlap = "0d" },
            store = new { vault = "Ops", secretName = "{Environment}-{Name}" },
        },
        environments = _servers.Select(server => new { environment = server.ManagedUrl.ToString() }),
    }));

    private int Unsettled(IEnumerable<SandboxServer> servers) => servers.Sum(server => Enumerable.Range(0, Due).Count(i =>
    {
        var name = $"due-{_round}-{i}";
        var enabled = server.Tenant.Tokens
            .Where(token => token.Enabled && (token.Name == name || token.Name.StartsWith(name + " ", StringComparison.Ordinal)))
            .ToList();
        var entry = $"{server.ManagedUrl.Segments[^1]}-{name}";
        return enabled.Count != 1 || enabled[0].Token != File.ReadAllText(Path.Combine(_folder.FullName, "vaults", "Ops", entry));
    }));

    private int Fullest() => Enumerable.Range(1, Shards).MaxBy(number => ShareOf(number).Count);

    private List<SandboxServer> ShareOf(int number)
    {
        var shard = new Shard(number, Shards);
        return [.. _servers.Where(server => shard.Holds(server.ManagedUrl.Segments[^1]))];
    }

    private async Task<(double Seconds, IReadOnlyList<JsonObject> Results)> RunAsync(IEnumerable<int> numbers)
    {
        Array.Clear(_calls);
        if (Directory.Exists(Results))
        {
            Directory.Delete(Results, recursive: true);
        }

        var watch = Stopwatch.StartNew();
        var runs = numbers.Select(Start).ToList();
        foreach (var run in runs)
        {
            await run.WaitForExitAsync();
            if (run.ExitCode != 0)
            {
                throw new InvalidOperationException($"A share ended with exit code {run.ExitCode}.");
            }

            run.Dispose();
        }

        var seconds = watch.Elapsed.TotalSeconds;
        return (
            seconds,
            [.. Directory.GetFiles(Results, "*.result.json").Select(file => JsonNode.Parse(File.ReadAllText(file))!.AsObject())]);
    }

    private Process Start(int number)
    {
        var prepare = Path.Combine(Root, "tests", "TokenRotation.Module.Tests", "Fleets", "Vaults", "open-vault.ps1");
        string[] arguments =
        [
            "exec", BuiltFiles.PowerShell, "-NoProfile", "-NonInteractive",
            "-File", Path.Combine(Root, "samples", "rotate-fleet.ps1"), Path.Combine(_folder.FullName, "fleet.json"),
            "-Shard", $"{number}/{Shards}", "-OutFolder", Results, "-Prepare", prepare,
        ];
        // Nobody reads what it says: the result is in a file.
        string[] quiet = ["-c", "exec dotnet \"$@\" > /dev/null", "sh", .. arguments];
        var start = new ProcessStartInfo("sh", quiet);
        var home = Directory.CreateDirectory(Path.Combine(_folder.FullName, "homes", Guid.NewGuid().ToString("N"))).FullName;
        start.Environment["PSModulePath"] = Path.Combine(_folder.FullName, "modules");
        start.Environment["FLEET_VAULTS"] = Path.Combine(_folder.FullName, "vaults");
        start.Environment["HOME"] = home;
        start.Environment["XDG_DATA_HOME"] = home;
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        return Process.Start(start)!;
    }
}
