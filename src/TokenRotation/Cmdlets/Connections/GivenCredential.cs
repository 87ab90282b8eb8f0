using System.Security;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>
/// The credential that a connection is to be made with: the parameters', else that of an environment variable, under the names
/// that the vendor's tools use.
/// </summary>
internal static class GivenCredential
{
    private const string TokenVariable = "DT_API_TOKEN";
    private const string PlatformTokenVariable = "DT_PLATFORM_TOKEN";
    private const string ClientIdVariable = "DT_CLIENT_ID";
    private const string ClientSecretVariable = "DT_CLIENT_SECRET";

    /// <summary>The credential; null if none was given. A client's ID asks for a client alone.</summary>
    /// <exception cref="ApiTokenFormatException">What was given is no token, or not this client's secret.</exception>
    public static ApiToken? Read(SecureString? token, string? clientId, SecureString? clientSecret) =>
        clientSecret is not null ? ClientOf(ApiToken.Parse(clientSecret), clientId)
        : clientId is not null ? ClientOfVariable(clientId)
        : token is not null ? ApiToken.Parse(token)
        : (Variable(TokenVariable) ?? Variable(PlatformTokenVariable)) is { } text ? ApiToken.Parse(text)
        : ClientOfVariable(Variable(ClientIdVariable));

    /// <summary>The secret of an OAuth client; null if none was given.</summary>
    /// <exception cref="ApiTokenFormatException">What was given is no client's secret, or not this client's.</exception>
    public static ApiToken? ReadClient(string? clientId, SecureString? clientSecret) => clientSecret is not null
        ? ClientOf(ApiToken.Parse(clientSecret), clientId)
        : ClientOfVariable(clientId ?? Variable(ClientIdVariable));

    /// <summary>What an entry of a vault holds: a client's ID beside it asks for that client's secret.</summary>
    /// <exception cref="ApiTokenFormatException">It is not this client's secret.</exception>
    public static ApiToken Check(ApiToken kept, string? clientId) => clientId is null ? kept : ClientOf(kept, clientId);

    private static ApiToken? ClientOfVariable(string? id) =>
        Variable(ClientSecretVariable) is { } secret ? ClientOf(ApiToken.Parse(secret), id) : null;

    private static ApiToken ClientOf(ApiToken secret, string? id) =>
        secret.Kind == ApiTokenKind.OAuth && (id is null || id == secret.Id)
            ? secret
            : throw new ApiTokenFormatException(ConnectMessages.NotTheClientsSecret(secret));

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
