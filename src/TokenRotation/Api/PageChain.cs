using TokenRotation.Api.Wire;

namespace TokenRotation.Api;

/// <summary>
/// A place in a list of pages, with what it takes to notice that the pages have no end. Immutable, and of the same size at
/// any length of the list: instead of all keys it keeps one, of a page further and further on (Brent's search for a cycle).
/// </summary>
internal sealed class PageChain : PageCursor
{
    // What a short or an empty page counts for, so that these come to an end as well.
    private const int SmallestPage = 100;

    // A list that says no total, or an absurd one.
    private const long AssumedTotal = 1_000_000;
    private const long MostPromised = 10_000_000;

    // Half a million tokens with all their fields.
    private const long MostBytes = 512L * 1024 * 1024;

    private readonly string? _kept;
    private readonly long _pages;
    private readonly long _keptUntil;
    private readonly long _seen;
    private readonly long _bytes;

    private PageChain(string? key, string? kept, long pages, long keptUntil, long seen, long bytes, string? fault)
    {
        Key = key;
        _kept = kept;
        _pages = pages;
        _keptUntil = keptUntil;
        _seen = seen;
        _bytes = bytes;
        Fault = fault;
    }

    /// <summary>Before the first page.</summary>
    public static PageChain Start { get; } = new(null, null, 0, 1, 0, 0, null);

    /// <summary>The key of the page that comes next; null before the first.</summary>
    public string? Key { get; }

    /// <summary>Why the list cannot be read to its end; null while it can.</summary>
    public string? Fault { get; }

    /// <summary>The place behind <paramref name="page"/>, which named <paramref name="key"/> as the next.</summary>
    public PageChain After(TokenList page, string key)
    {
        var pages = _pages + 1;
        var seen = _seen + Math.Max(page.Tokens.Count, SmallestPage);
        var bytes = _bytes + page.Bytes;
        var fault = key == _kept || key == Key ? ApiMessages.RepeatedPageKey
            : seen > MostOf(page.TotalCount) || bytes > MostBytes ? ApiMessages.EndlessList
            : null;
        return pages >= _keptUntil
            ? new PageChain(key, key, pages, pages * 2, seen, bytes, fault)
            : new PageChain(key, _kept, pages, _keptUntil, seen, bytes, fault);
    }

    // Tokens may be made while the list is read.
    private static long MostOf(long? total)
    {
        var promised = Math.Min(Math.Max(total ?? AssumedTotal, 0), MostPromised);
        return promised + (promised / 10) + TokenQuery.MaximumPageSize;
    }
}
