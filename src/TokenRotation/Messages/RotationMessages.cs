using TokenRotation.Api;

namespace TokenRotation.Messages;

/// <summary>What a rotation says when it cannot go on.</summary>
internal static class RotationMessages
{
    public const string NotEnabled = "it is not enabled";

    public static string Revoked(DtToken token) => $"{token} is revoked, and a revoked token is not rotated. Restore-DtToken enables it again.";

    public static string SharingToken(DtToken token) =>
        $"{token} shares a dashboard or a report, and its replacement would not. Renew the share in Dynatrace instead.";

    public static string PersonalAccessToken(DtToken token) =>
        $"{token} is a personal access token. Only its owner can replace it, through API v2, with a token of the same owner.";

    public static string NoScopes(DtToken token) => $"{token} has no scope that can be granted. Name the new token's scopes with -Scope.";

    public static string LosesManagement(DtToken token) =>
        $"{token} authenticates this connection, and the new token could not revoke it: its scopes lack apiTokens.read and apiTokens.write, or TenantTokenManagement.";

    public static string LifetimeUnknown(DtToken token) =>
        $"{token} expires, but the environment does not say when it was created. Give the new token's -Lifetime.";

    public static string NotVerified(string id, string reason) =>
        $"The new token {id} was created but could not be verified: {reason.TrimEnd('.')}. It is deleted again; if Find-DtToken -Id {id} still shows it, revoke and remove it.";

    public static string OtherToken(string id) => $"the environment takes it for {id}";

    public static string ScopesMissing(IEnumerable<string> scopes) => "it lacks the scopes " + string.Join(", ", scopes);
}
