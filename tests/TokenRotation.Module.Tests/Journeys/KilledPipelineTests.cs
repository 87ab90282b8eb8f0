using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;
using Xunit.Abstractions;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>
/// Pipelines that end in Complete-DtTokenRotation are killed at random moments: each consumer keeps a secret that works, and one
/// rotation at most waits for a word. TOKENROTATION_PIPELINE_KILLS says how many kills, 10 if it is not set.
/// </summary>
public sealed class KilledPipelineTests(ITestOutputHelper output) : IDisposable
{
    private const string KillsVariable = "TOKENROTATION_PIPELINE_KILLS";
    private const int DefaultKills = 10;

    // What a person does who is asked: he looks which secret the consumer has.
    private const string Settle = """
        Get-DtTokenRotation | Where-Object { $_.State -eq 'NeedsAttention' } | ForEach-Object {
            $secret = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($folder, $_.Name))
            $held = Find-DtToken -Token (ConvertTo-SecureString $secret -AsPlainText -Force)
            if ($held.Id -eq $_.SuccessorId) { $_ | Complete-DtTokenRotation -Confirm:$false }
            else { Undo-DtTokenRotation $_.Id -Confirm:$false }
        }
        """;

    private static readonly string[] Names = ["piped-one", "piped-two", "piped-three"];
    private static readonly TimeSpan PastTheTimeout = TimeSpan.FromMinutes(16);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("piped");
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("home");
    private readonly Random _random = new(Seed: 20261127);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task A_pipeline_that_is_killed_at_any_moment_leaves_each_consumer_a_secret_and_one_rotation_to_settle()
    {
        var options = new SandboxOptions { Latency = TimeSpan.FromMilliseconds(3) };
        await using var tenant = await Tenant.ConnectAsync(options, clock: VirtualClock.Running());
        tenant.Session.Set("folder", _folder.FullName);
        foreach (var name in Names)
        {
            var token = tenant.Server.Tenant.Seed(
                new SeedToken { Name = name, Owner = "admin@example.com", Scopes = ["metrics.read"] });
            await File.WriteAllTextAsync(SecretFile(name), token.Token);
        }

        var kills = int.TryParse(Environment.GetEnvironmentVariable(KillsVariable), out var wanted) ? wanted : DefaultKills;
        var (killed, runs, settled) = (0, 0, 0);
        var requests = await CountAsync(tenant);
        while (killed < kills)
        {
            runs++;
            killed += await RunAndKillAsync(tenant, requests) ? 1 : 0;
            Assert.All(Names, name => Assert.True(Held(tenant, name) is { Enabled: true }, $"{name} has a dead secret."));
            var waiting = tenant.Server.Tenant.Tokens
                .Count(token => token.Name.Contains("[dtr superseded", StringComparison.Ordinal));
            Assert.InRange(waiting, 0, 1);
            settled += waiting;
            tenant.Server.Clock.Advance(PastTheTimeout);
            tenant.Run(Settle).Succeed();
        }

        Assert.False(await RunAndKillAsync(tenant, int.MaxValue));
        tenant.Server.Clock.Advance(TimeSpan.FromDays(8));
        tenant.Run("$null = Find-DtToken; $null = Resume-DtTokenRotation -Confirm:$false").Succeed();
        foreach (var name in Names)
        {
            var bearers = tenant.Server.Tenant.Tokens.Where(token => token.Name.StartsWith(name, StringComparison.Ordinal));
            Assert.Equal(Held(tenant, name)!.Id, Assert.Single(bearers, token => token.Enabled).Id);
        }

        output.WriteLine($"{killed} kills in {runs} runs, {settled} rotations to settle, no secret lost.");
    }

    private string SecretFile(string name) => Path.Combine(_folder.FullName, name);

    private TenantToken? Held(Tenant tenant, string name) =>
        tenant.Server.Tenant.FindBySecret(File.ReadAllText(SecretFile(name)));

    // How many requests a whole run makes.
    private async Task<int> CountAsync(Tenant tenant)
    {
        var before = tenant.Server.Log.Requests.Count;
        Assert.False(await RunAndKillAsync(tenant, int.MaxValue));
        tenant.Server.Clock.Advance(PastTheTimeout);
        return tenant.Server.Log.Requests.Count - before;
    }

    private async Task<bool> RunAndKillAsync(Tenant tenant, int requests)
    {
        var until = requests == int.MaxValue ? requests : tenant.Server.Log.Requests.Count + _random.Next(1, requests);
        using var run = RotatingProcess.Start(
            tenant.Server, _folder.FullName, _home.FullName, "-Pipeline", "-Names", string.Join('|', Names));
        return await run.KillAfterAsync(tenant.Server, until, _random);
    }
}
