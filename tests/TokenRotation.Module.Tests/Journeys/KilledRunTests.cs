using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;
using Xunit.Abstractions;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>
/// Runs are killed at random moments of a rotation, again and again, while another process goes on with what has begun: a working
/// secret stays in its place throughout, and the runs that follow bring everything to its end. TOKENROTATION_KILLS says how many
/// kills the long test makes, 25 if it is not set.
/// </summary>
public sealed class KilledRunTests(ITestOutputHelper output) : IDisposable
{
    private const string KillsVariable = "TOKENROTATION_KILLS";
    private const int DefaultKills = 25;
    private const int FewKills = 10;
    private const int RequestsOfARun = 22;

    private static readonly string[] Names = ["killed-one", "killed-two"];
    private static readonly TimeSpan PastTheTimeout = TimeSpan.FromMinutes(16);

    // Whoever goes on with what another run has begun keeps both tokens for a day.
    private static readonly TimeSpan PastAnOverlap = TimeSpan.FromHours(25);
    private static readonly TimeSpan WithinTheGracePeriod = TimeSpan.FromDays(6);

    private readonly SecretFolder _secrets = new();
    private readonly RequestCount _requests = new();

    public void Dispose() => _secrets.Dispose();

    [Fact]
    public Task A_run_that_is_killed_at_any_moment_loses_no_secret_and_leaves_no_orphan() => KillAsync(FewKills);

    [Fact]
    [Trait("Category", "Long")]
    public Task Nor_does_one_of_many() => KillAsync(Killing.Wanted(KillsVariable, DefaultKills));

    private async Task KillAsync(int kills)
    {
        var options = new SandboxOptions
        {
            Latency = TimeSpan.FromMilliseconds(3),
            Clock = VirtualClock.Running(),
            OnRequest = _requests.Watch,
        };
        await using var sandbox = await SandboxServer.StartAsync(options);
        _requests.CallerId = sandbox.Tenant.FindBySecret(sandbox.AdminToken)!.Id;
        Array.ForEach(Names, name => _secrets.Seed(sandbox, name));
        using var beside = await ServingProcess.StartAsync(sandbox, _secrets.Path, _secrets.NewHome());

        var home = _secrets.NewHome();
        using var inTurn = new ProcessesInTurn(() => Start(sandbox, home));
        var killing = new Killing(_requests);
        var everCurrent = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var runs = await killing.RepeatAsync(kills, inTurn.Begin, beside, RequestsOfARun, () =>
        {
            CheckSecrets(sandbox, everCurrent);
            if (killing.Random.Next(3) > 0)
            {
                sandbox.Clock.Advance(Overlap(sandbox) ? PastAnOverlap : PastTheTimeout);
            }
        });

        sandbox.Clock.Advance(PastTheTimeout);
        await FinishAsync(sandbox, beside);
        CheckSecrets(sandbox, everCurrent);
        CheckThatAllIsSettled(sandbox);
        output.WriteLine($"{kills} kills in {runs} runs, {everCurrent.Count} secrets in use one after the other, none lost; no "
            + "token and no secret left over.");
    }

    private static bool Overlap(SandboxServer sandbox) =>
        sandbox.Tenant.Tokens.Any(token => token.Name.Contains("+1d by", StringComparison.Ordinal));

    private async Task FinishAsync(SandboxServer sandbox, ServingProcess last)
    {
        // What was left is taken up and ended, then a run begins afresh and goes through.
        await last.ResumeAsync();
        sandbox.Clock.Advance(PastAnOverlap);
        await last.ResumeAsync();
        using var run = Start(sandbox, _secrets.NewHome());
        run.Begin();
        await run.SucceedAsync();
    }

    private RotatingProcess Start(SandboxServer sandbox, string home) =>
        RotatingProcess.Start(sandbox, _secrets.Path, home, "-Names", string.Join('|', Names));

    private void CheckSecrets(SandboxServer sandbox, Dictionary<string, DateTimeOffset> everCurrent)
    {
        foreach (var name in Names)
        {
            var current = _secrets.Current(sandbox, name);
            Assert.True(current is { Enabled: true }, $"The current secret of {name} does not work.");
            everCurrent[current.Id] = sandbox.Tenant.Now;
        }

        // What was in use a few days ago may be revoked, and must still exist.
        Assert.All(
            everCurrent.Where(used => used.Value > sandbox.Tenant.Now - WithinTheGracePeriod),
            used => Assert.NotNull(sandbox.Tenant.Find(used.Key)));
    }

    private void CheckThatAllIsSettled(SandboxServer sandbox)
    {
        var tokens = sandbox.Tenant.Tokens;
        Assert.DoesNotContain(tokens, token => token.Name.Contains("[dtr pending", StringComparison.Ordinal));
        foreach (var name in Names)
        {
            var enabled = Assert.Single(tokens, token => token.Enabled && token.Name.StartsWith(name, StringComparison.Ordinal));
            Assert.Equal(name, enabled.Name);
            Assert.Equal(enabled.Token, _secrets.Secret(name));
        }

        // Until the old token is deleted, the new one's pending entry stays as well: what is in use heals an entry by it. Any
        // other secret that is left belongs to a token that is gone or disabled, and opens nothing.
        var current = Names.Select(_secrets.Secret).ToHashSet(StringComparer.Ordinal);
        var pending = Directory.GetFiles(_secrets.Path, "*-pending-*").Select(File.ReadAllText);
        Assert.All(
            pending.Where(secret => !current.Contains(secret)),
            secret => Assert.False(sandbox.Tenant.FindBySecret(secret) is { Enabled: true }));
    }
}
