namespace TokenRotation.Api.Accounts;

/// <summary>
/// A place in the pages of platform tokens. Immutable. Pages are counted, so that a token may come twice where others are made or
/// deleted meanwhile, and a server that does not count sends its first page again and again.
/// </summary>
internal sealed class PlatformPages : PageCursor
{
    // The largest account that there can be has fewer.
    private const int MostPages = 10_000;

    private readonly PlatformPages? _before;
    private readonly HashSet<string> _ids;
    private readonly long _seen;

    private PlatformPages(PlatformPages? before, HashSet<string> ids)
    {
        _before = before;
        _ids = ids;
        _seen = (before?._seen ?? 0) + ids.Count;
        Page = (before?.Page ?? 0) + 1;
    }

    /// <summary>Before the first page.</summary>
    public static PlatformPages Start { get; } = new(null, []);

    /// <summary>The page that comes next, from 1.</summary>
    public int Page { get; }

    /// <summary>The pages have no end.</summary>
    public bool IsEndless => Page > MostPages;

    /// <summary>Those of a page that no earlier one has shown.</summary>
    public List<DtToken> New(PlatformTokenList page)
    {
        var here = new HashSet<string>(StringComparer.Ordinal);
        return page.Tokens.FindAll(token => here.Add(token.Id) && !Knows(token.Id));
    }

    /// <summary>The place behind a page; null where it was the last.</summary>
    /// <param name="page">The page.</param>
    /// <param name="fresh">Those of it that no earlier one has shown.</param>
    public PlatformPages? After(PlatformTokenList page, IReadOnlyCollection<DtToken> fresh)
    {
        var next = new PlatformPages(this, [.. fresh.Select(token => token.Id)]);
        return fresh.Count == 0 || next._seen + page.WithoutId.Count >= page.Total ? null : next;
    }

    private bool Knows(string id)
    {
        for (var page = this; page is not null; page = page._before)
        {
            if (page._ids.Contains(id))
            {
                return true;
            }
        }

        return false;
    }
}
