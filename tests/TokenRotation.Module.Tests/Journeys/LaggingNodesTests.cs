using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>
/// Two processes rotate one token, each at a node of the environment that learns of the other's writes half a minute late, in
/// lists and in reads: no token is left that is enabled, bears no note and is known to nobody.
/// </summary>
public sealed class LaggingNodesTests(LaggingNodesTests.TwoNodes nodes) : IClassFixture<LaggingNodesTests.TwoNodes>
{
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task No_token_is_left_that_nobody_knows_of(bool piped, bool atOnce)
    {
        var name = $"lagging {(piped ? "pipe" : "store")} {(atOnce ? "at once" : "in turn")}".Replace(' ', '-');
        var old = nodes.Secrets.Seed(nodes.Sandbox, name);
        var story = new List<string>();

        Task<IReadOnlyList<string>> Rotate(ServingProcess process) =>
            piped ? process.PipeAsync(old.Id) : process.RotateAsync(old.Id);
        var first = Rotate(nodes.Here);
        story.AddRange(atOnce ? [] : await first);
        story.AddRange(await Rotate(nodes.There));
        story.AddRange(atOnce ? await first : []);
        Check(name, story);

        foreach (var later in new[] { Lag, TimeSpan.FromMinutes(16), TimeSpan.FromHours(25), Lag })
        {
            nodes.Sandbox.Clock.Advance(later + TimeSpan.FromSeconds(1));
            story.AddRange(await nodes.Here.ResumeAsync());
            story.AddRange(await nodes.There.ResumeAsync());
            Check(name, story);
        }
    }

    private void Check(string name, List<string> story)
    {
        var bearers = nodes.Sandbox.Tenant.Tokens
            .Where(token => token.Name == name || token.Name.StartsWith(name + " ", StringComparison.Ordinal)).ToList();
        var current = nodes.Secrets.Current(nodes.Sandbox, name);
        story.Add(string.Join("; ", bearers.Select(token => $"{token} {token.Enabled} {token == current}")));
        var told = string.Join('\n', story);
        Assert.True(current is { Enabled: true }, told);
        Assert.True(bearers.TrueForAll(token => !token.Enabled || token.Name != name || token.Id == current.Id), told);
    }

    /// <summary>The environment, and a process at each of its nodes.</summary>
    public sealed class TwoNodes : IAsyncLifetime
    {
        internal SecretFolder Secrets { get; } = new();

        internal SandboxServer Sandbox { get; private set; } = null!;

        internal ServingProcess Here { get; private set; } = null!;

        internal ServingProcess There { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Sandbox = await SandboxServer.StartAsync(
                new SandboxOptions { Clock = VirtualClock.Running(), Tenant = new TenantOptions { NodeLag = Lag } });
            Here = await ServingProcess.StartAsync(Sandbox, Secrets.Path, Secrets.NewHome(), "127.0.0.1", Lag);
            There = await ServingProcess.StartAsync(Sandbox, Secrets.Path, Secrets.NewHome(), "localhost", Lag);
        }

        public async Task DisposeAsync()
        {
            Here?.Dispose();
            There?.Dispose();
            await Sandbox.DisposeAsync();
            Secrets.Dispose();
        }
    }
}
