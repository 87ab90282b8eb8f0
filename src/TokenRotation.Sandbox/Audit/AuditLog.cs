namespace TokenRotation.Sandbox.Audit;

/// <summary>
/// The tenant's audit log: off until somebody switches it on, and kept for a month. It has what was changed; neither reading
/// nor the ingest of data is ever in it. Safe for concurrent use.
/// </summary>
/// <param name="clock">Tells when an entry is written, and what has become too old.</param>
/// <param name="keptFor">How long an entry is kept.</param>
/// <param name="enabled">Whether it is on from the beginning.</param>
public sealed class AuditLog(TimeProvider clock, TimeSpan keptFor, bool enabled)
{
    private readonly Lock _gate = new();
    private readonly List<WrittenEntry> _entries = [];
    private long _lastSequence;
    private volatile bool _enabled = enabled;

    /// <summary>How long an entry is kept.</summary>
    public TimeSpan KeptFor { get; internal set; } = keptFor;

    /// <summary>Whether what happens is written: the setting <c>builtin:audit-log</c>.</summary>
    public bool Enabled
    {
        get => _enabled;
        set => _enabled = value;
    }

    /// <summary>Writes an entry, if the log is on.</summary>
    public void Write(AuditEntry entry)
    {
        if (!_enabled)
        {
            return;
        }

        lock (_gate)
        {
            var time = entry.Timestamp ?? clock.GetUtcNow();
            var written = new WrittenEntry(
                ++_lastSequence, DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()), entry);
            _entries.Add(written);
        }
    }

    internal AuditPage Page(AuditQuery query, AuditPageKey? after)
    {
        lock (_gate)
        {
            var oldest = clock.GetUtcNow() - KeptFor;
            _entries.RemoveAll(written => written.Timestamp < oldest);
            var matching = _entries.Where(query.Matches).ToList();
            var left = after is null ? matching : matching.Where(after.IsBefore);
            var sorted = query.OldestFirst
                ? left.OrderBy(written => written.Timestamp).ThenBy(written => written.Sequence)
                : left.OrderByDescending(written => written.Timestamp).ThenByDescending(written => written.Sequence);
            // One more than fits tells whether there is a next page.
            var found = sorted.Take(query.PageSize + 1).ToList();
            var more = found.Count > query.PageSize;
            if (more)
            {
                found.RemoveAt(found.Count - 1);
            }

            var key = more ? new AuditPageKey(query, found[^1].Timestamp, found[^1].Sequence).Encode() : null;
            return new AuditPage(matching.Count, query.PageSize, found, key);
        }
    }
}
