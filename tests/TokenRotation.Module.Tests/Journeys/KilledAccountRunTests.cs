using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Tenant;
using Xunit.Abstractions;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>
/// Runs that rotate platform tokens are killed at random moments, again and again, while another process goes on with what has
/// begun: a working secret stays in its place throughout, and a lease later nothing works that nobody has the secret of.
/// TOKENROTATION_ACCOUNT_KILLS says how many kills the long test makes, 25 if it is not set.
/// </summary>
public sealed class KilledAccountRunTests(ITestOutputHelper output) : IDisposable
{
    private const string KillsVariable = "TOKENROTATION_ACCOUNT_KILLS";
    private const int DefaultKills = 25;
    private const int FewKills = 3;
    private const int DaysToLive = 365;

    private static readonly string[] Names = ["leased-one", "leased-two"];
    private static readonly TimeSpan PastTheLease = TimeSpan.FromMinutes(62);
    private static readonly TimeSpan PastADay = TimeSpan.FromHours(25);
    private static readonly TimeSpan WithinTheGracePeriod = TimeSpan.FromDays(6);
    private static readonly TimeSpan PastTheGracePeriod = TimeSpan.FromDays(8);

    private readonly SecretFolder _secrets = new();
    private readonly RequestCount _requests = new();
    private readonly Dictionary<string, DateTimeOffset> _everCurrent = new(StringComparer.Ordinal);

    public void Dispose() => _secrets.Dispose();

    [Fact]
    public Task A_run_that_is_killed_at_any_moment_loses_no_secret_and_leaves_no_orphan_after_a_lease() => KillAsync(FewKills);

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
        _requests.CallerId = sandbox.AccountClient.Id;
        Array.ForEach(Names, name => Seed(sandbox, name));
        using var beside = await ServingProcess.StartAtAccountAsync(sandbox, _secrets.Path, _secrets.NewHome());

        var home = _secrets.NewHome();
        using var inTurn = new ProcessesInTurn(() => Start(sandbox, home));
        var requests = await CountAsync(sandbox, inTurn);
        var killing = new Killing(_requests);
        var runs = await killing.RepeatAsync(kills, inTurn.Begin, beside, requests, () =>
        {
            CheckSecrets(sandbox);
            Wait(sandbox, killing.Random);
        });

        await FinishAsync(sandbox, beside);
        output.WriteLine($"{kills} kills in {runs} runs, {_everCurrent.Count} secrets in use one after the other, none lost; no "
            + "token works a lease after a kill whose secret nobody has, and none is left over.");
    }

    // One in three goes on within the lease; what is waited for in the others is long enough for grace periods to go by, too.
    private void Wait(SandboxServer sandbox, Random random)
    {
        if (random.Next(3) is var span and > 0)
        {
            sandbox.Clock.Advance(span == 1 ? PastTheLease : PastADay);
            CheckOrphans(sandbox);
            CheckSecrets(sandbox);
        }
    }

    // How many requests a whole run makes.
    private async Task<int> CountAsync(SandboxServer sandbox, ProcessesInTurn inTurn)
    {
        var before = _requests.Count;
        using var run = inTurn.Begin();
        await run.SucceedAsync();
        CheckSecrets(sandbox);
        sandbox.Clock.Advance(PastTheLease);
        return _requests.Count - before;
    }

    // What was left is taken up and ended, then a run begins afresh and goes through; in the end one token is left of each.
    private async Task FinishAsync(SandboxServer sandbox, ServingProcess last)
    {
        sandbox.Clock.Advance(PastTheLease);
        await last.ResumeAsync();
        sandbox.Clock.Advance(PastADay);
        await last.ResumeAsync();
        using var run = Start(sandbox, _secrets.NewHome());
        run.Begin();
        await run.SucceedAsync();
        CheckSecrets(sandbox);
        sandbox.Clock.Advance(PastTheGracePeriod);
        await last.ResumeAsync();
        foreach (var name in Names)
        {
            var left = Assert.Single(sandbox.Account.PlatformTokens, token => token.Owner == OwnerOf(name));
            Assert.Equal(left.Token, _secrets.Secret(name));
            Assert.True(Works(sandbox, left), $"The current secret of {name} does not work.");
        }
    }

    private RotatingProcess Start(SandboxServer sandbox, string home) => RotatingProcess.StartAtAccount(
        sandbox, sandbox.AccountClient, _secrets.Path, home, "-Names", string.Join('|', Names));

    private void Seed(SandboxServer sandbox, string name) => _secrets.Keep(sandbox.Account.Seed(new SeedPlatformToken
    {
        Name = name,
        Owner = OwnerOf(name),
        Scopes = ["app-engine:apps:run"],
        ExpirationDate = sandbox.Clock.GetUtcNow().AddDays(DaysToLive),
    }));

    private void CheckSecrets(SandboxServer sandbox)
    {
        foreach (var name in Names)
        {
            var current = _secrets.CurrentAtAccount(sandbox, name);
            Assert.True(current is not null && Works(sandbox, current), $"The current secret of {name} does not work.");
            _everCurrent[current.Id] = sandbox.Clock.GetUtcNow();
        }

        // What was in use a few days ago may have ended, and must still exist.
        Assert.All(
            _everCurrent.Where(used => used.Value > sandbox.Clock.GetUtcNow() - WithinTheGracePeriod),
            used => Assert.NotNull(sandbox.Account.FindPlatformToken(used.Key)));
    }

    private void CheckOrphans(SandboxServer sandbox)
    {
        var kept = _secrets.Secrets().ToHashSet(StringComparer.Ordinal);
        Assert.All(
            sandbox.Account.PlatformTokens.Where(token => Array.Exists(Names, name => token.Owner == OwnerOf(name))),
            token => Assert.True(
                !Works(sandbox, token) || _everCurrent.ContainsKey(token.Id) || kept.Contains(token.Token),
                $"{token.Name} works a lease after its run was killed, and nobody has its secret."));
    }

    private static string OwnerOf(string name) => name + "@example.com";

    private static bool Works(SandboxServer sandbox, PlatformToken token) =>
        token.Active && !(token.ExpirationDate <= sandbox.Clock.GetUtcNow());
}
