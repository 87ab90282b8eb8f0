using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;
using Xunit.Abstractions;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>
/// A run is frozen while an answer is on its way to it, past the fence, and goes on when others have done what they do: a working
/// secret stays in its place throughout, and one token is left. TOKENROTATION_FREEZES says how many freezes the long test makes,
/// 40 if it is not set.
/// </summary>
public sealed class FrozenRunTests(ITestOutputHelper output) : IDisposable
{
    private const string FreezesVariable = "TOKENROTATION_FREEZES";
    private const int DefaultFreezes = 40;
    private const int FewFreezes = 5;

    private static readonly TimeSpan PastTheTimeout = TimeSpan.FromMinutes(16);
    private static readonly TimeSpan PastADay = TimeSpan.FromHours(25);

    private readonly SecretFolder _secrets = new();
    private AnswerGate? _gate;

    // What the world does while a run stands still.
    private enum Meanwhile
    {
        RotatedByAnother,
        Resumed,
        RotatedAndResumedADayLater,
        RotatedAtOnce,
        LeftAlone,
    }

    public void Dispose() => _secrets.Dispose();

    [LinuxFact]
    public Task A_run_that_is_frozen_and_goes_on_loses_no_secret_and_leaves_one_token() => FreezeAsync(FewFreezes);

    [LinuxFact]
    [Trait("Category", "Long")]
    public Task Wherever_it_is_frozen() =>
        FreezeAsync(int.TryParse(Environment.GetEnvironmentVariable(FreezesVariable), out var wanted) ? wanted : DefaultFreezes);

    private async Task FreezeAsync(int freezes)
    {
        var options = new SandboxOptions { Clock = VirtualClock.Running(), OnRequest = request => _gate?.Watch(request) };
        await using var sandbox = await SandboxServer.StartAsync(options);
        using var sleeper = await ServingProcess.StartAsync(sandbox, _secrets.Path, _secrets.NewHome());
        using var other = await ServingProcess.StartAsync(sandbox, _secrets.Path, _secrets.NewHome());
        var requests = await CountAsync(sandbox, sleeper);
        var kinds = Enum.GetValues<Meanwhile>();
        for (var i = 0; i < freezes; i++)
        {
            // Few are spread over the whole run; with many, each request meets each kind.
            var at = freezes < requests ? 1 + (((2 * i) + 1) * requests / (2 * freezes)) : 1 + (i % requests);
            var kind = kinds[freezes < requests ? i % kinds.Length : (i / requests) % kinds.Length];
            await FreezeAsync(sandbox, sleeper, other, $"frozen-{i}", at, kind);
        }

        output.WriteLine($"{freezes} freezes at {requests} requests, no secret lost, one token left of each.");
    }

    // How many requests an undisturbed run makes.
    private async Task<int> CountAsync(SandboxServer sandbox, ServingProcess sleeper)
    {
        var old = _secrets.Seed(sandbox, "undisturbed");
        var before = sandbox.Log.Requests.Count;
        var states = await sleeper.RotateAsync(old.Id);
        Assert.False(sandbox.Tenant.Find(old.Id)!.Enabled, string.Join('\n', states));
        return sandbox.Log.Requests.Count - before;
    }

    private async Task FreezeAsync(
        SandboxServer sandbox, ServingProcess sleeper, ServingProcess other, string name, int at, Meanwhile kind)
    {
        var old = _secrets.Seed(sandbox, name);
        var story = new List<string> { $"{name}, frozen at request {at}, meanwhile {kind}" };
        void Check(string when)
        {
            story.Add(when + ": " + string.Join("; ", Bearers(sandbox, name).Select(token => $"{token} {token.Enabled}")));
            Assert.True(_secrets.Current(sandbox, name) is { Enabled: true }, "The current secret is dead.\n" + Told(story));
        }

        var seen = 0;
        using var gate = new AnswerGate(request => request.CallerId == sleeper.CallerId && Interlocked.Increment(ref seen) == at);
        _gate = gate;
        var frozen = sleeper.RotateAsync(old.Id);
        gate.AwaitRequest();
        await sleeper.FreezeAsync();
        gate.Open();
        await PassAsync(sandbox, other, old.Id, kind, story);
        Check("while it is frozen");

        await sleeper.ThawAsync();
        story.AddRange(await frozen);
        Check("when it has gone on");

        foreach (var later in new[] { PastTheTimeout, PastADay })
        {
            sandbox.Clock.Advance(later);
            story.AddRange(await other.ResumeAsync());
            Check("later");
        }

        var left = Assert.Single(Bearers(sandbox, name), token => token.Enabled);
        Assert.True(left.Name == name && left.Token == _secrets.Secret(name), Told(story));
        Assert.DoesNotContain(
            Bearers(sandbox, name), token => token.Name.Contains("[dtr pending", StringComparison.Ordinal));
        Assert.NotNull(sandbox.Tenant.Find(old.Id));
    }

    private static async Task PassAsync(
        SandboxServer sandbox, ServingProcess other, string id, Meanwhile kind, List<string> story)
    {
        if (kind != Meanwhile.RotatedAtOnce)
        {
            sandbox.Clock.Advance(PastTheTimeout);
        }

        switch (kind)
        {
            case Meanwhile.RotatedByAnother or Meanwhile.RotatedAtOnce:
                story.AddRange(await other.RotateAsync(id));
                break;
            case Meanwhile.Resumed:
                story.AddRange(await other.ResumeAsync());
                break;
            case Meanwhile.RotatedAndResumedADayLater:
                story.AddRange(await other.RotateAsync(id));
                sandbox.Clock.Advance(PastADay);
                story.AddRange(await other.ResumeAsync());
                break;
        }
    }

    private static IEnumerable<TenantToken> Bearers(SandboxServer sandbox, string name) =>
        sandbox.Tenant.Tokens.Where(token => token.Name == name || token.Name.StartsWith(name + " ", StringComparison.Ordinal));

    private static string Told(IEnumerable<string> story) => string.Join('\n', story);
}
