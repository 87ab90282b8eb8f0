using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>
/// The <c>fields</c> of a v2 list: <c>+a,-b</c> adds to and takes from the default set, <c>a,b</c> replaces it. A plus sign
/// that is not encoded in the URL arrives as a space, so that it replaces.
/// </summary>
internal static class FieldSelection
{
    private static readonly Dictionary<string, TokenFields> Names = new(StringComparer.Ordinal)
    {
        ["id"] = TokenFields.None,
        ["name"] = TokenFields.Name,
        ["enabled"] = TokenFields.Enabled,
        ["owner"] = TokenFields.Owner,
        ["creationDate"] = TokenFields.CreationDate,
        ["personalAccessToken"] = TokenFields.PersonalAccessToken,
        ["expirationDate"] = TokenFields.ExpirationDate,
        ["lastUsedDate"] = TokenFields.LastUsedDate,
        ["lastUsedIpAddress"] = TokenFields.LastUsedIpAddress,
        ["modifiedDate"] = TokenFields.ModifiedDate,
        ["scopes"] = TokenFields.Scopes,
        ["additionalMetadata"] = TokenFields.AdditionalMetadata,
    };

    public static TokenFields Parse(string text)
    {
        var items = text.Split(',', StringSplitOptions.TrimEntries);
        var signed = items.Count(item => item.StartsWith('+') || item.StartsWith('-'));
        if (signed == 0)
        {
            return items.Aggregate(TokenFields.None, (fields, item) => fields | FieldOf(item));
        }

        if (signed < items.Length)
        {
            throw Invalid("must either give every field a sign, or none.");
        }

        return items.Aggregate(
            TokenFields.Default,
            (fields, item) => item[0] == '+' ? fields | FieldOf(item[1..]) : fields & ~FieldOf(item[1..]));
    }

    private static TokenFields FieldOf(string name) =>
        Names.TryGetValue(name, out var field) ? field : throw Invalid($"'{name}' is not a valid field.");

    private static InvalidRequestException Invalid(string message) => new("fields", message, TenantErrors.Query);
}
