namespace TokenRotation.Api;

/// <summary>
/// Whether a token matches a query: done on the client as well, because the generations' own filters differ (v2 takes any of
/// several scopes, v1 all of them) and say nothing about never-used tokens.
/// </summary>
internal static class TokenFilter
{
    public static bool IsMetBy(this TokenQuery query, DtToken token) =>
        (query.Owner is null || token.Owner == query.Owner)
        && (query.PersonalAccessToken is null || token.PersonalAccessToken == query.PersonalAccessToken)
        && query.Scopes.All(token.Scopes.Contains)
        && (query.LastUsedFrom is null || token.LastUsedDate >= query.LastUsedFrom)
        && (query.LastUsedTo is null || token.LastUsedDate <= query.LastUsedTo);

    public static bool HasConditions(this TokenQuery query) =>
        query.Owner is not null || query.PersonalAccessToken is not null || query.Scopes.Count > 0
        || query.LastUsedFrom is not null || query.LastUsedTo is not null;

    /// <summary>The tokens that match; the list itself where all do.</summary>
    public static IReadOnlyList<DtToken> Of(TokenQuery query, List<DtToken> tokens) =>
        query.HasConditions() ? tokens.FindAll(token => query.IsMetBy(token)) : tokens;
}
