using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>
/// The <c>apiTokenSelector</c> of a v2 list: <c>owner("x")</c>, <c>personalAccessToken(true)</c> and <c>scope("a","b")</c>,
/// joined by commas.
/// </summary>
internal static class TokenSelector
{
    private const string Parameter = "apiTokenSelector";

    public static TokenListQuery Apply(string text, TokenListQuery query) =>
        Criteria.Parse(Parameter, text).Aggregate(query, (narrowed, criterion) => criterion switch
        {
            ("owner", [var owner]) => narrowed with { Owner = owner },
            ("scope", var scopes) => narrowed with { AnyOfScopes = scopes },
            ("personalAccessToken", ["true" or "false"]) => narrowed with { PersonalAccessToken = criterion.Values[0] == "true" },
            _ => throw new InvalidRequestException(Parameter, $"has no valid criterion '{criterion.Name}'.", TenantErrors.Query),
        });
}
