using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;
using Xunit.Abstractions;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>
/// Two processes rotate the same tokens at the same moment, and a third one goes on with what has begun: each token gets exactly
/// one successor. They know nothing of one another (each has a home of its own), or share the locks of one user.
/// TOKENROTATION_ROUNDS says how many rounds the long test has, 10 if it is not set.
/// </summary>
public sealed class CompetingRunsTests(ITestOutputHelper output) : IDisposable
{
    private const string RoundsVariable = "TOKENROTATION_ROUNDS";
    private const int DefaultRounds = 10;
    private const int FewRounds = 4;
    private const int TokensOfARound = 4;

    private static readonly TimeSpan PastTheTimeout = TimeSpan.FromMinutes(16);

    // Whoever goes on with what another run has begun keeps both tokens for a day.
    private static readonly TimeSpan PastAnOverlap = TimeSpan.FromHours(25);

    private readonly SecretFolder _secrets = new();

    public void Dispose() => _secrets.Dispose();

    [Fact]
    public Task Two_processes_at_once_make_one_successor_of_each_token() => CompeteAsync(FewRounds);

    [Fact]
    [Trait("Category", "Long")]
    public Task And_so_they_do_round_after_round() =>
        CompeteAsync(int.TryParse(Environment.GetEnvironmentVariable(RoundsVariable), out var wanted) ? wanted : DefaultRounds);

    private async Task CompeteAsync(int rounds)
    {
        var options = new SandboxOptions { Latency = TimeSpan.FromMilliseconds(3), Clock = VirtualClock.Running() };
        await using var sandbox = await SandboxServer.StartAsync(options);
        var home = _secrets.NewHome();
        using var one = await ServingProcess.StartAsync(sandbox, _secrets.Path, home);
        using var mate = await ServingProcess.StartAsync(sandbox, _secrets.Path, home);
        using var stranger = await ServingProcess.StartAsync(sandbox, _secrets.Path, _secrets.NewHome());
        using var resuming = await ServingProcess.StartAsync(sandbox, _secrets.Path, _secrets.NewHome());
        for (var round = 0; round < rounds; round++)
        {
            var tokens = Enumerable.Range(0, TokensOfARound)
                .Select(i => _secrets.Seed(sandbox, $"round-{round}-{i}")).ToList();
            var story = await CompeteAsync(tokens, one, round % 2 == 1 ? mate : stranger, resuming);
            foreach (var later in new[] { PastTheTimeout, PastAnOverlap })
            {
                sandbox.Clock.Advance(later);
                story.AddRange(await resuming.ResumeAsync());
            }

            Assert.All(tokens, token => CheckOneSuccessor(sandbox, token, story));
        }

        output.WriteLine($"{rounds} rounds of two processes, {rounds * TokensOfARound} tokens: one successor each.");
    }

    private static async Task<List<string>> CompeteAsync(
        List<TenantToken> tokens, ServingProcess one, ServingProcess other, ServingProcess resuming)
    {
        var ids = tokens.Select(token => token.Id).ToList();
        var runs = new[] { one.RotateAsync(ids), other.RotateAsync(ids) };
        var story = new List<string>();
        do
        {
            story.AddRange(await resuming.ResumeAsync());
        }
        while (!runs.All(run => run.IsCompleted));

        story.AddRange((await Task.WhenAll(runs)).SelectMany(lines => lines));
        return story;
    }

    private void CheckOneSuccessor(SandboxServer sandbox, TenantToken old, List<string> story)
    {
        var bearers = sandbox.Tenant.Tokens.Where(
            token => (token.Enabled || token.Id == old.Id) && token.Name.StartsWith(old.Name, StringComparison.Ordinal)).ToList();
        var told = string.Join(
            '\n',
            [
                .. bearers.Select(token => $"{token} {token.Enabled}"),
                .. story.Where(line => line.Contains(old.Id, StringComparison.Ordinal)),
            ]);
        Assert.True(bearers.Count == 2 && !bearers.Single(token => token.Id == old.Id).Enabled, told);
        var successor = bearers.Single(token => token.Id != old.Id);
        Assert.True(successor.Name == old.Name && successor.Enabled, told);
        Assert.Equal(successor.Token, _secrets.Secret(old.Name));
    }
}
