namespace TokenRotation.Api;

/// <summary>
/// Whether a token matches a query: done on the client as well, because the generations' own filters differ: v2 takes any
/// of several scopes, v1 all of them.
/// </summary>
internal static class TokenFilter
{
    public static bool IsMetBy(this TokenQuery query, DtToken token) =>
        (query.Owner is null || token.Owner == query.Owner)
        && (query.PersonalAccessToken is null || token.PersonalAccessToken == query.PersonalAccessToken)
        && query.Scopes.All(token.Scopes.Contains);

    public static bool HasConditions(this TokenQuery query) =>
        query.Owner is not null || query.PersonalAccessToken is not null || query.Scopes.Count > 0;

    /// <summary>The tokens that match; the list itself where all do.</summary>
    public static IReadOnlyList<DtToken> Of(TokenQuery query, List<DtToken> tokens) =>
        query.HasConditions() ? tokens.FindAll(token => query.IsMetBy(token)) : tokens;
}
