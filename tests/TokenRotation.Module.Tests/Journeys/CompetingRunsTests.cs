using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;
using Xunit.Abstractions;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>
/// Two processes rotate the same tokens at the same moment: each token gets exactly one successor. They know nothing of one
/// another (each has a home of its own), or share the locks of one user. TOKENROTATION_ROUNDS says how many rounds the long test
/// has, 10 if it is not set.
/// </summary>
public sealed class CompetingRunsTests(ITestOutputHelper output) : IDisposable
{
    private const string RoundsVariable = "TOKENROTATION_ROUNDS";
    private const int DefaultRounds = 10;
    private const int FewRounds = 4;
    private const int TokensOfARound = 4;

    private static readonly TimeSpan PastTheTimeout = TimeSpan.FromMinutes(16);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("competing");
    private readonly DirectoryInfo[] _homes =
        [Directory.CreateTempSubdirectory("home"), Directory.CreateTempSubdirectory("home")];

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        Array.ForEach(_homes, home => home.Delete(recursive: true));
    }

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
        for (var round = 0; round < rounds; round++)
        {
            var tokens = Enumerable.Range(0, TokensOfARound).Select(i => Seed(sandbox, $"round-{round}-{i}")).ToList();
            await CompeteAsync(sandbox, tokens, shareLocks: round % 2 == 1);
            await SettleAsync(sandbox, tokens);
            Assert.All(tokens, token => CheckOneSuccessor(sandbox, token));
        }

        output.WriteLine($"{rounds} rounds of two processes, {rounds * TokensOfARound} tokens: one successor each.");
    }

    private TenantToken Seed(SandboxServer sandbox, string name)
    {
        var token = sandbox.Tenant.Seed(new SeedToken { Name = name, Owner = "admin@example.com", Scopes = ["metrics.read"] });
        File.WriteAllText(Path.Combine(_folder.FullName, name), token.Token);
        return token;
    }

    private async Task CompeteAsync(SandboxServer sandbox, List<TenantToken> tokens, bool shareLocks)
    {
        var ids = string.Join('|', tokens.Select(token => token.Id));
        using var one = RotatingProcess.Start(sandbox, _folder.FullName, _homes[0].FullName, "-Ids", ids);
        using var other = RotatingProcess.Start(sandbox, _folder.FullName, _homes[shareLocks ? 0 : 1].FullName, "-Ids", ids);
        await one.SucceedAsync();
        await other.SucceedAsync();
    }

    // The loser of an election may have left a token that waits for the operation timeout.
    private async Task SettleAsync(SandboxServer sandbox, List<TenantToken> tokens)
    {
        if (sandbox.Tenant.Tokens.Any(token => token.Name.Contains("[dtr pending", StringComparison.Ordinal)))
        {
            sandbox.Clock.Advance(PastTheTimeout);
            using var run = RotatingProcess.Start(
                sandbox, _folder.FullName, _homes[0].FullName, "-Ids", string.Join('|', tokens.Select(token => token.Id)));
            await run.SucceedAsync();
        }
    }

    private void CheckOneSuccessor(SandboxServer sandbox, TenantToken old)
    {
        var bearers = sandbox.Tenant.Tokens.Where(
            token => (token.Enabled || token.Id == old.Id) && token.Name.StartsWith(old.Name, StringComparison.Ordinal)).ToList();
        Assert.Equal(2, bearers.Count);
        Assert.False(bearers.Single(token => token.Id == old.Id).Enabled);
        var successor = bearers.Single(token => token.Id != old.Id);
        Assert.Equal(old.Name, successor.Name);
        Assert.True(successor.Enabled);
        Assert.Equal(successor.Token, File.ReadAllText(Path.Combine(_folder.FullName, old.Name)));
    }
}
