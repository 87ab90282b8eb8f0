using TokenRotation.Api;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Targets;

/// <summary>
/// Finds the tokens that are called by a name, with or without what a rotation has noted at its end. Of several, those count
/// that the caller's act concerns: a token and what it replaces bear the same name for weeks.
/// </summary>
internal static class TokensOfName
{
    /// <summary>The tokens that may be meant, as they are now; exactly one where the name is unambiguous.</summary>
    /// <param name="api">The environment.</param>
    /// <param name="name">The exact name.</param>
    /// <param name="concerns">Whether the act has anything to do at a token.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static async Task<IReadOnlyList<DtToken>> FindAsync(
        ITokenApi api, string name, Func<DtToken, bool> concerns, CancellationToken cancellationToken)
    {
        var bearers = new List<DtToken>();
        foreach (var listed in Bearers(await ListAsync(api, cancellationToken).ConfigureAwait(false), name))
        {
            if (await api.FindAsync(listed.Id, cancellationToken).ConfigureAwait(false) is { } token)
            {
                bearers.Add(token);
            }
        }

        var concerned = bearers.Where(concerns).ToList();
        return concerned.Count > 0 ? concerned : bearers;
    }

    private static async Task<List<DtToken>> ListAsync(ITokenApi api, CancellationToken cancellationToken)
    {
        var tokens = new List<DtToken>();
        PageCursor? next = null;
        do
        {
            var page = await api.ListAsync(new TokenQuery { NamesSuffice = true }, next, cancellationToken).ConfigureAwait(false);
            tokens.AddRange(page.Tokens);
            next = page.Next;
        }
        while (next is not null);
        return tokens;
    }

    // A stamp may have cut the name: then the other token of the pair says what it was.
    private static IEnumerable<DtToken> Bearers(List<DtToken> tokens, string name)
    {
        var byId = tokens.ToLookup(token => token.Id, StringComparer.Ordinal);
        return tokens.Where(token =>
        {
            var (baseName, stamp) = NameStamp.Read(token.Name);
            return token.Name == name || baseName == name
                || (stamp?.PartnerId is { } id && NameStamp.WholeName(baseName, byId[id].FirstOrDefault()) == name);
        });
    }
}
