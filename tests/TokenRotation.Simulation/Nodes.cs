using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Simulation;

/// <summary>
/// The nodes of an environment. Each runner talks to one of its own, which knows at once what went through it, and only later
/// what went through the others.
/// </summary>
internal sealed class Nodes(World world)
{
    private const int Nobody = -1;

    private readonly SortedDictionary<string, List<Version>> _versions = new(StringComparer.Ordinal);
    private readonly TimeSpan _lag = world.Scenario.Around.Lag;

    public bool Lag => _lag > TimeSpan.Zero && !world.IsCalm;

    /// <summary>Something may have been changed through a runner's node; by an admin, through none of them.</summary>
    public void Note(int runner = Nobody)
    {
        if (_lag <= TimeSpan.Zero)
        {
            return;
        }

        var tokens = world.Tenant.Tokens.ToDictionary(token => token.Id, StringComparer.Ordinal);
        foreach (var token in tokens.Values.Where(token => !ReferenceEquals(Newest(token.Id), token)))
        {
            Add(token.Id, runner, token);
        }

        foreach (var id in _versions.Keys.Where(id => Newest(id) is not null && !tokens.ContainsKey(id)).ToList())
        {
            Add(id, runner, null);
        }
    }

    public IReadOnlyList<TenantToken> SeenBy(int runner) =>
        [.. _versions.Keys.Select(id => SeenBy(runner, id)).OfType<TenantToken>()];

    public TenantToken? SeenBy(int runner, string id) =>
        _versions.TryGetValue(id, out var versions) ? versions.FindLast(version => IsSeen(version, runner))?.Token : null;

    /// <summary>The event up to which a runner knows all that was done.</summary>
    public int KnownUntil(int runner) =>
        !Lag ? world.EventIndex
        : _versions.Values.SelectMany(versions => versions.Where(version => !IsSeen(version, runner)))
            .Select(version => version.Event - 1)
            .DefaultIfEmpty(world.EventIndex).Min();

    private bool IsSeen(Version version, int runner) => version.Writer == runner || version.At <= world.Clock.Now - _lag;

    private TenantToken? Newest(string id) => _versions.TryGetValue(id, out var versions) ? versions[^1].Token : null;

    private void Add(string id, int runner, TenantToken? token)
    {
        if (!_versions.TryGetValue(id, out var versions))
        {
            _versions.Add(id, versions = []);
        }

        // Before the first event everybody knows everything.
        versions.Add(
            new Version(world.EventIndex == 0 ? DateTimeOffset.MinValue : world.Clock.Now, world.EventIndex, runner, token));
    }

    private sealed record Version(DateTimeOffset At, int Event, int Writer, TenantToken? Token);
}
