namespace TokenRotation.Api.Connecting;

/// <summary>The account's token endpoint gave an OAuth client no access token.</summary>
public sealed class AccessTokenException(string message, int? statusCode, Exception? inner = null)
    : TokenApiException(message, new FailedRequest("POST", "/sso/oauth2/token", statusCode), inner);
