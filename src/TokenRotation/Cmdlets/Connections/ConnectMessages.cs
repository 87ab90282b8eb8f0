using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>What is said of a session's connections: that there is none, what it is good for, what it has become.</summary>
internal static class ConnectMessages
{
    public const string NotConnected = "There is no connection to a Dynatrace environment in this session.";

    public const string ConnectFirst =
        "Run Connect-DtEnvironment for the environment first; in ForEach-Object -Parallel and Start-ThreadJob hand the "
            + "connection of the session outside in: -Environment $using:env.";

    public const string ConnectInJob =
        "Run Connect-DtEnvironment in this session, too, with -ApiToken $using:token, a SecureString: the session is a job's or "
        + "another machine's, and no connection comes along.";

    public const string CredentialMissing =
        "No token was given, none of the environment variables DT_API_TOKEN, DT_PLATFORM_TOKEN and DT_CLIENT_SECRET is set, and "
            + "this session cannot ask for one.";

    public const string GiveCredential = "Give -ApiToken as a SecureString, or set DT_API_TOKEN for this process.";

    public const string CertificatesNotChecked =
        "The server's certificate is not checked (-SkipCertificateCheck): anybody between here and there can read the tokens.";

    public const string DeprecatedApi =
        "This connection uses token API v1, because the token has TenantTokenManagement and no apiTokens scopes. Both "
            + "generations are deprecated, v1 since Dynatrace 1.242 and v2 since 1.348, neither with an end date; v2 does more. "
            + "Prefer a token with apiTokens.read and apiTokens.write.";

    public const string NoNewerApi =
        "This connection uses token API v1, because there is no token API v2 at this address: the environment is too old for it, "
            + "or a gateway does not let it through. Keep the token's scope TenantTokenManagement.";

    public const string GiveCertificateFile =
        "Give the certificate authority's certificate as a PEM or DER file, or as Cert:\\CurrentUser\\Root\\THUMBPRINT.";

    public static string CallerManagesNothing(DtToken caller) =>
        $"The token that authenticates, {caller}, has neither apiTokens.read nor apiTokens.write, nor TenantTokenManagement: "
        + "through this connection Test-DtToken works, and nothing else. Connect with a token that has them.";

    public static string ConnectionReplaced(DtToken before, DtToken now) =>
        $"There was a connection to {now.Environment} already, with the token {before}. This one, with {now}, replaces it; "
            + "objects of the first one are closed.";

    public static string ConnectionRenewed(string environment) =>
        $"This connection replaces an earlier one to {environment}, with the same token.";

    public static string ClientOnlyReads(DtToken client) =>
        $"The OAuth client {client.Id} was refused {client.Scopes[0].Replace(":read", ":write")}: through this connection tokens "
            + "can be found, and nothing can be changed.";

    public static string NotTheClientsSecret(ApiToken secret) =>
        $"{secret} is not the secret of this OAuth client. A client's secret begins with its ID, and that with dt0s02.";

    public static string EnvironmentNotConnected(string? environment) =>
        $"There is no connection to the environment '{environment}' in this session.";

    public static string CertificateUnreadable(string path, string reason) =>
        $"The certificate file '{path}' cannot be read: {reason}";

    public static string OwnTokenExpires(DtToken token, DateTimeOffset expires) =>
        $"The token that authenticates, {token}, expires at {When.Utc(expires)}. Rotate it: Invoke-DtTokenRotation -Id "
            + $"{token.Id}.";

    public static string PersonalCaller(DtToken token) =>
        $"The token that authenticates, {token}, is the personal access token of {new ForeignText(token.Owner)}: when that "
            + "person leaves, it stops working, and the tokens that it makes belong to that person.";
}
