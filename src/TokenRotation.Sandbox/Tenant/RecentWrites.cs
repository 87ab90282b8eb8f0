namespace TokenRotation.Sandbox.Tenant;

/// <summary>What has been written lately, so that a list can show the tenant as it was a moment ago. Not thread-safe.</summary>
internal sealed class RecentWrites(Func<TimeSpan> lag, Func<TimeSpan> purgeAfter)
{
    private readonly List<(DateTimeOffset Time, string Id, TenantToken? Before)> _writes = [];

    /// <summary>Notes a write: what the token was before it, null when it was not there.</summary>
    public void Note(DateTimeOffset now, string id, TenantToken? before)
    {
        if (lag() > TimeSpan.Zero)
        {
            _writes.RemoveAll(write => write.Time <= now - lag());
            _writes.Add((now, id, before));
        }
    }

    /// <summary>The index as lists see it now.</summary>
    public TokenIndex View(TokenIndex index, DateTimeOffset now)
    {
        var unseen = _writes.Where(write => write.Time > now - lag()).ToList();
        if (unseen.Count == 0)
        {
            return index;
        }

        var tokens = index.InOrderOfCreation.ToDictionary(entry => entry.Token.Id, entry => entry.Token, StringComparer.Ordinal);
        foreach (var (_, id, before) in Enumerable.Reverse(unseen))
        {
            if (before is null)
            {
                tokens.Remove(id);
            }
            else
            {
                tokens[id] = before;
            }
        }

        var view = new TokenIndex(purgeAfter);
        foreach (var token in tokens.Values)
        {
            view.Add(token, authenticatesFrom: DateTimeOffset.MinValue);
        }

        return view;
    }
}
