namespace TokenRotation.Sandbox.Tenant;

/// <summary>
/// What has been written lately, so that a list, or a node that learns late of the others' writes, can show the tenant as it was
/// a moment ago. Not thread-safe.
/// </summary>
internal sealed class RecentWrites(Func<TenantOptions> options)
{
    private readonly List<Write> _writes = [];

    /// <summary>Notes a write through a node: what the token was before it, null when it was not there.</summary>
    public void Note(DateTimeOffset now, string node, string id, TenantToken? before)
    {
        var longest = Math.Max(options().ListLag.Ticks, options().NodeLag.Ticks);
        if (longest > 0)
        {
            _writes.RemoveAll(write => write.Time <= now.AddTicks(-longest));
            _writes.Add(new Write(now, node, id, before));
        }
    }

    /// <summary>A token as a read of it at this node shows it, given what it is in truth.</summary>
    public TenantToken? Read(TenantToken? truth, string node, string id, DateTimeOffset now) => _writes.Count == 0
        ? truth
        : Seen(truth, _writes.Where(write => write.Id == id), write => IsOfAnotherNode(write, node, now));

    /// <summary>The index as lists at this node show it.</summary>
    public TokenIndex List(TokenIndex index, string node, DateTimeOffset now)
    {
        bool IsUnseen(Write write) => write.Time > now - options().ListLag || IsOfAnotherNode(write, node, now);
        if (!_writes.Exists(IsUnseen))
        {
            return index;
        }

        var tokens = index.InOrderOfCreation.ToDictionary(entry => entry.Token.Id, entry => entry.Token, StringComparer.Ordinal);
        foreach (var ofToken in _writes.GroupBy(write => write.Id, StringComparer.Ordinal))
        {
            if (Seen(tokens.GetValueOrDefault(ofToken.Key), ofToken, IsUnseen) is { } token)
            {
                tokens[ofToken.Key] = token;
            }
            else
            {
                tokens.Remove(ofToken.Key);
            }
        }

        var view = new TokenIndex(() => options().PurgeAfter);
        foreach (var token in tokens.Values)
        {
            view.Add(token, authenticatesFrom: DateTimeOffset.MinValue);
        }

        return view;
    }

    // The writes of one token in their order: the latest that is seen decides.
    private static TenantToken? Seen(TenantToken? truth, IEnumerable<Write> writes, Func<Write, bool> isUnseen)
    {
        var unseen = writes.Reverse().TakeWhile(isUnseen).LastOrDefault();
        return unseen is null ? truth : unseen.Before;
    }

    private bool IsOfAnotherNode(Write write, string node, DateTimeOffset now) =>
        write.Node != node && write.Time > now - options().NodeLag;

    private sealed record Write(DateTimeOffset Time, string Node, string Id, TenantToken? Before);
}
