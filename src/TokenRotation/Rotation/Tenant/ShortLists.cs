using TokenRotation.Api;

namespace TokenRotation.Rotation.Tenant;

/// <summary>
/// The starts of an environment's list, in the order of creation and in that of modification: what has changed since a moment.
/// </summary>
/// <param name="from">What was created or changed before this is known (UTC, server).</param>
/// <param name="abort">Ends the reading.</param>
internal sealed class ShortLists(DateTimeOffset from, CancellationToken abort)
{
    // Both clocks behind a list are the server's; the margin is for its whole seconds.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);
    private const int ShortPage = 100;
    private const int LongPage = 1000;
    private const int ChangesOfARotation = 3;

    private readonly Dictionary<TokenOrder, RecentTokens> _recent = new()
    {
        [TokenOrder.NewestFirst] = new(from),
        [TokenOrder.LastModifiedFirst] = new(from),
    };

    /// <summary>
    /// What was created or renamed since the snapshot: the start of the list, up to what has been seen. Where a list tells
    /// names without dates, the names of all.
    /// </summary>
    /// <param name="api">The environment.</param>
    /// <param name="order">The order of the list.</param>
    /// <param name="joined">How many rotations share it.</param>
    public async Task<RecentTokens> ReadAsync(ITokenApi api, TokenOrder order, int joined)
    {
        var begun = api.ServerTime;
        var isWhole = api.Capabilities.ListsNamesOnly || api.Capabilities.IsOfAccount;
        var recent = isWhole ? new RecentTokens(begun) : _recent[order];
        var seen = recent.From - Margin;
        var tokens = new List<DtToken>();
        bool mayHaveMoved;
        do
        {
            var (start, pages) = await ReadStartAsync(api, order, joined, seen).ConfigureAwait(false);
            tokens.AddRange(start);
            var latest = start.Max(token => token.ModifiedDate);
            // A token that is changed while the pages are read moves to the front, past the page that is being read. More than
            // a page of tokens may have been changed in the same instant: where none is later, none has moved.
            mayHaveMoved = pages > 1 && order == TokenOrder.LastModifiedFirst && latest > seen;
            seen = latest ?? seen;
        }
        while (mayHaveMoved);

        recent.Add(tokens, begun);
        return recent;
    }

    // The tokens in front of the first that is older, and how many pages they took.
    private async Task<(List<DtToken> Tokens, int Pages)> ReadStartAsync(
        ITokenApi api, TokenOrder order, int joined, DateTimeOffset seen)
    {
        var query = new TokenQuery
        {
            Order = order,
            NamesSuffice = true,
            PageSize = api.Capabilities.IsOfAccount ? LongPage : ShortPage + (ChangesOfARotation * joined),
        };
        var tokens = new List<DtToken>();
        var pages = 0;
        PageCursor? next = null;
        do
        {
            var page = await api.ListAsync(query, next, abort).ConfigureAwait(false);
            tokens.AddRange(page.Tokens);
            pages++;
            // An account knows no order.
            next = !api.Capabilities.IsOfAccount && page.Tokens.Any(token => IsOlderThan(seen, token, order)) ? null : page.Next;
        }
        while (next is not null);

        return (tokens, pages);
    }

    // API v1 tells no dates with its names; it has one page anyway.
    private static bool IsOlderThan(DateTimeOffset seen, DtToken token, TokenOrder order) => order == TokenOrder.NewestFirst
        ? token.CreationDate < seen
        : token.ModifiedDate is null || token.ModifiedDate < seen;
}
