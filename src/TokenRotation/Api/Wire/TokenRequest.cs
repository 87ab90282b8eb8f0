using TokenRotation.Api.Connecting;
using TokenRotation.Secrets;

namespace TokenRotation.Api.Wire;

/// <summary>One call of the token API, before it becomes HTTP.</summary>
internal sealed record TokenRequest
{
    public required TokenOperation Operation { get; init; }

    public required HttpMethod Method { get; init; }

    /// <summary>From <c>/api</c> on, without a query: what errors may show.</summary>
    public required string Path { get; init; }

    /// <summary>Escaped, without the question mark.</summary>
    public string? Query { get; init; }

    /// <summary>JSON. Cleared when the call is over: it may be a token.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Who calls.</summary>
    public required ApiToken Credential { get; init; }

    /// <summary>The token that is asked about by its secret; null for other operations.</summary>
    public ApiToken? Subject { get; init; }

    /// <summary>What a new token is called; null for other operations.</summary>
    public string? NewName { get; init; }

    /// <summary>True when the API refuses this to the token that authenticates.</summary>
    public bool IsRefusedToOwnToken { get; init; }

    /// <summary>True for a request to an account, whose refusals mean something else than an environment's.</summary>
    public bool IsOfAccount { get; init; }

    /// <summary>
    /// What an OAuth client's access token is asked for, where that is another than what the connection needs: a scope that the
    /// client lacks must not spoil the other requests.
    /// </summary>
    public string? Scope { get; init; }

    /// <summary>The environment whose platform is asked; null for the server of the connection.</summary>
    public EnvironmentUrl? Platform { get; init; }

    public FailedRequest Failed(int? status) => new(Method.Method, Path, status);
}
