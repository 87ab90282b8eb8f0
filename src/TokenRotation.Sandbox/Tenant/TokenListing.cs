namespace TokenRotation.Sandbox.Tenant;

/// <summary>
/// Cuts pages out of the index. A page goes on behind the last token of the page before, told by its sort value, so that
/// tokens that come and go between two pages neither repeat nor hide others. The usual order, by creation, is at hand; any
/// other is sorted only as far as the page reaches.
/// </summary>
internal static class TokenListing
{
    public static TokenListPage Page(TokenIndex index, TokenListQuery query, SortPosition? after)
    {
        var entries = query.Sort == TokenSort.CreationDate ? ByCreation(index, query, after) : Sorted(index, query, after);
        // One more than fits tells whether there is a next page.
        var found = entries.Take(query.PageSize + 1).ToList();
        var more = found.Count > query.PageSize;
        if (more)
        {
            found.RemoveAt(found.Count - 1);
        }

        var total = query.MatchesEverything ? index.Count : index.InOrderOfCreation.Count(entry => query.Matches(entry.Token));
        var key = more ? PageKey.Encode(query, SortPosition.Of(found[^1], query.Sort)) : null;
        return new TokenListPage(total, query, found.ConvertAll(entry => entry.Token), key);
    }

    private static IEnumerable<TokenEntry> ByCreation(TokenIndex index, TokenListQuery query, SortPosition? after)
    {
        var entries = index.InOrderOfCreation;
        if (query.Descending)
        {
            for (var i = after is { } end ? CountBefore(entries, end, inclusive: false) - 1 : entries.Count - 1; i >= 0; i--)
            {
                if (query.Matches(entries[i].Token))
                {
                    yield return entries[i];
                }
            }
        }
        else
        {
            for (var i = after is { } start ? CountBefore(entries, start, inclusive: true) : 0; i < entries.Count; i++)
            {
                if (query.Matches(entries[i].Token))
                {
                    yield return entries[i];
                }
            }
        }
    }

    private static int CountBefore(List<TokenEntry> entries, SortPosition position, bool inclusive)
    {
        var (low, high) = (0, entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = SortPosition.Of(entries[middle], TokenSort.CreationDate).CompareTo(position);
            if (order < 0 || (inclusive && order == 0))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static IEnumerable<TokenEntry> Sorted(TokenIndex index, TokenListQuery query, SortPosition? after)
    {
        var positioned = index.InOrderOfCreation
            .Where(entry => query.Matches(entry.Token))
            .Select(entry => (Entry: entry, Position: SortPosition.Of(entry, query.Sort)));
        if (after is { } last)
        {
            positioned = positioned.Where(
                item => query.Descending ? item.Position.CompareTo(last) < 0 : item.Position.CompareTo(last) > 0);
        }

        // Ordering followed by Take sorts only the part that is taken.
        var sorted = query.Descending
            ? positioned.OrderByDescending(item => item.Position)
            : positioned.OrderBy(item => item.Position);
        return sorted
            .Take(query.PageSize + 1)
            .Select(item => item.Entry);
    }
}
