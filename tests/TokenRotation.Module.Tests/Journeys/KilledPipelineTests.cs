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

    private readonly SecretFolder _secrets = new();
    private readonly RequestCount _requests = new();
    private readonly Random _random = new();

    public void Dispose() => _secrets.Dispose();

    [Fact]
    public async Task A_pipeline_that_is_killed_at_any_moment_leaves_each_consumer_a_secret_and_one_rotation_to_settle()
    {
        var options = new SandboxOptions { Latency = TimeSpan.FromMilliseconds(3), OnRequest = _requests.Watch };
        await using var tenant = await Tenant.ConnectAsync(options, clock: VirtualClock.Running());
        _requests.CallerId = tenant.Server.Tenant.FindBySecret(tenant.Server.AdminToken)!.Id;
        tenant.Session.Set("folder", _secrets.Path);
        Array.ForEach(Names, name => _secrets.Seed(tenant.Server, name));

        var kills = Killing.Wanted(KillsVariable, DefaultKills);
        var (killed, runs, settled) = (0, 0, 0);
        var home = _secrets.NewHome();
        using var inTurn = new ProcessesInTurn(() => RotatingProcess.Start(
            tenant.Server, _secrets.Path, home, "-Pipeline", "-Names", string.Join('|', Names)));
        var requests = await CountAsync(tenant, inTurn);
        while (killed < kills)
        {
            runs++;
            killed += await RunAndKillAsync(inTurn, requests) ? 1 : 0;
            Assert.All(
                Names,
                name => Assert.True(_secrets.Current(tenant.Server, name) is { Enabled: true }, $"{name} has a dead secret."));
            var waiting = tenant.Server.Tenant.Tokens
                .Count(token => token.Name.Contains("[dtr superseded", StringComparison.Ordinal));
            Assert.InRange(waiting, 0, 1);
            settled += waiting;
            tenant.Server.Clock.Advance(PastTheTimeout);
            tenant.Run(Settle).Succeed();
        }

        Assert.False(await RunAndKillAsync(inTurn, int.MaxValue));
        tenant.Server.Clock.Advance(TimeSpan.FromDays(8));
        tenant.Run("$null = Find-DtToken; $null = Resume-DtTokenRotation -Confirm:$false").Succeed();
        foreach (var name in Names)
        {
            var bearers = tenant.Server.Tenant.Tokens.Where(token => token.Name.StartsWith(name, StringComparison.Ordinal));
            Assert.Equal(_secrets.Secret(name), Assert.Single(bearers, token => token.Enabled).Token);
        }

        output.WriteLine($"{killed} kills in {runs} runs, {settled} rotations to settle, no secret lost.");
    }

    // How many requests a whole run makes.
    private async Task<int> CountAsync(Tenant tenant, ProcessesInTurn inTurn)
    {
        var before = _requests.Count;
        Assert.False(await RunAndKillAsync(inTurn, int.MaxValue));
        tenant.Server.Clock.Advance(PastTheTimeout);
        return _requests.Count - before;
    }

    private async Task<bool> RunAndKillAsync(ProcessesInTurn inTurn, int requests)
    {
        var enough = requests == int.MaxValue
            ? Task.Delay(Timeout.Infinite)
            : _requests.MoreAsync(_random.Next(1, requests));
        using var run = inTurn.Begin();
        return await run.KillAfterAsync(enough, _random);
    }
}
