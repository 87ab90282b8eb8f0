using TokenRotation.Api;

namespace TokenRotation.Reports.Inventories;

/// <summary>The strongest thing that a token may do.</summary>
internal enum TokenPower
{
    /// <summary>It has no scope, or none that this module knows.</summary>
    Unknown,

    /// <summary>It sees.</summary>
    Read,

    /// <summary>It sends data.</summary>
    Ingest,

    /// <summary>It changes the environment.</summary>
    Write,

    /// <summary>It makes or changes credentials.</summary>
    ManageTokens,
}

/// <summary>What scopes amount to.</summary>
internal static class TokenPowers
{
    private static readonly HashSet<string> Managing = new(StringComparer.Ordinal)
    {
        "TenantTokenManagement", "apiTokens.write", "activeGateTokenManagement.write", "activeGateTokenManagement.create",
        "tenantTokenRotation.write", "api-tokens:tokens:write", "environment-api:api-tokens:write",
    };

    private static readonly HashSet<string> Writing = new(StringComparer.Ordinal)
    {
        "WriteConfig", "PluginUpload", "DataPrivacy", "UserSessionAnonymization", "DssFileManagement",
        "RumJavaScriptTagManagement",
        "ActiveGateCertManagement", "ExternalSyntheticIntegration", "WriteSyntheticData", "CaptureRequestData",
    };

    /// <summary>The strongest thing that the scopes allow.</summary>
    public static TokenPower Of(IReadOnlyList<string> scopes) => scopes.Count == 0 ? TokenPower.Unknown : scopes.Max(Of);

    private static TokenPower Of(string scope) =>
        Managing.Contains(scope) ? TokenPower.ManageTokens
        : scope.Count(sign => sign == ':') == 2 ? OfPlatformScope(scope.Substring(scope.LastIndexOf(':') + 1))
        : Writing.Contains(scope) || EndsIn(scope, ".write") || EndsIn(scope, ".install")
            || EndsIn(scope, ".create")
                ? TokenPower.Write
        : scope == "DataImport" || EndsIn(scope, ".ingest")
            || scope.StartsWith("openpipeline.", StringComparison.Ordinal)
                ? TokenPower.Ingest
        : ApiScopes.LabelOf(scope) is not null || ApiScopes.NotGrantable.Contains(scope)
            || EndsIn(scope, ".read")
                ? TokenPower.Read
        : TokenPower.Unknown;

    // "storage:logs:read"; of data alone there is no way to tell a scope that sends from one that changes.
    private static TokenPower OfPlatformScope(string action) => action switch
    {
        "read" => TokenPower.Read,
        "admin" or "claim" or "delete" or "execute" or "install" or "restore" or "run" or "send" or "set" or "share" or "truncate"
            or "write" => TokenPower.Write,
        _ => TokenPower.Unknown,
    };

    private static bool EndsIn(string scope, string end) => scope.EndsWith(end, StringComparison.Ordinal);
}
