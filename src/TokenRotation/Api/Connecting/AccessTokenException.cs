namespace TokenRotation.Api.Connecting;

/// <summary>The account's token endpoint gave an OAuth client no access token.</summary>
public sealed class AccessTokenException : TokenApiException
{
    internal AccessTokenException(string message, int? statusCode, AccessTokenFault fault, Exception? inner = null)
        : base(message, new FailedRequest("POST", "/sso/oauth2/token", statusCode), inner) => Fault = fault;

    /// <summary>What it lies in.</summary>
    internal AccessTokenFault Fault { get; }
}

/// <summary>What it lies in that there is no access token.</summary>
internal enum AccessTokenFault
{
    /// <summary>The client is refused for what it asks for.</summary>
    Scope,

    /// <summary>The client or its secret is not known.</summary>
    Client,

    /// <summary>What answers is not the token endpoint.</summary>
    Address,

    /// <summary>Nothing answers, or something stands in between.</summary>
    Network,

    /// <summary>The endpoint cannot answer now.</summary>
    Moment,
}
