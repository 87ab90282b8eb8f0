namespace TokenRotation.Api.Connecting;

/// <summary>The account's token endpoint gave an OAuth client no access token.</summary>
public sealed class AccessTokenException : TokenApiException
{
    internal AccessTokenException(string message, int? statusCode, bool mayBeScope = false, Exception? inner = null)
        : base(message, new FailedRequest("POST", "/sso/oauth2/token", statusCode), inner) => MayBeScope = mayBeScope;

    /// <summary>True where the client may have been refused for what it asked for, and not for itself.</summary>
    internal bool MayBeScope { get; }
}
