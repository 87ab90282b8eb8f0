namespace TokenRotation.Api;

/// <summary>The request that failed, as far as it may be shown: no query, no header, no body.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, for example <c>/api/v2/apiTokens/dt0c01.PUBLICPART</c>.</param>
/// <param name="StatusCode">The HTTP status; null when there was no answer.</param>
public sealed record FailedRequest(string Method, string Path, int? StatusCode)
{
    internal bool IsOfAccount => Path.Contains("/platform-tokens");

    /// <inheritdoc/>
    public override string ToString() => StatusCode is { } status ? $"{Method} {Path}: {status}" : $"{Method} {Path}";
}

/// <summary>A call of the token API failed. The subclasses are the conditions that an admin can act on.</summary>
public class TokenApiException(string message, FailedRequest request, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What was asked.</summary>
    public FailedRequest Request { get; } = request;
}

/// <summary>401: the calling token is unknown, revoked or expired.</summary>
public sealed class UnauthorizedException(string message, FailedRequest request) : TokenApiException(message, request);

/// <summary>403: the calling token lacks a scope.</summary>
public sealed class ForbiddenException(string message, FailedRequest request, IReadOnlyList<string> requiredScopes)
    : TokenApiException(message, request)
{
    /// <summary>The scopes of which the server wants one; empty when it did not say.</summary>
    public IReadOnlyList<string> RequiredScopes { get; } = requiredScopes;
}

/// <summary>404: there is no such token, or no longer.</summary>
public sealed class TokenNotFoundException(string message, FailedRequest request) : TokenApiException(message, request);

/// <summary>429, after all retries.</summary>
public sealed class RateLimitedException(
    string message, FailedRequest request, TimeSpan? retryAfter) : TokenApiException(message, request)
{
    /// <summary>How long the server wants to be left alone, if it said.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>
/// 400: the token that authenticates cannot do this to itself. API v1 refuses every edit and deletion of it, API v2 its
/// revocation and deletion.
/// </summary>
public sealed class OwnTokenException(string message, FailedRequest request) : TokenApiException(message, request);

/// <summary>400: the server refuses the request's content.</summary>
public sealed class InvalidRequestException(string message, FailedRequest request, IReadOnlyList<ConstraintViolation> violations)
    : TokenApiException(message, request)
{
    /// <summary>What exactly the server refuses; empty when it did not say.</summary>
    public IReadOnlyList<ConstraintViolation> Violations { get; } = violations;
}

/// <summary>One thing that the server refuses in a request.</summary>
/// <param name="Path">The property or parameter.</param>
/// <param name="Message">What is wrong with it, in the server's words.</param>
public sealed record ConstraintViolation(string? Path, string? Message);

/// <summary>
/// The environment creates no classic tokens any more (SaaS environments in the last phase of their retirement).
/// </summary>
public sealed class TokenCreationDisabledException(string message, FailedRequest request) : TokenApiException(message, request);

/// <summary>A create request may have been carried out, and its answer is lost.</summary>
public sealed class CreateOutcomeUnknownException(string message, FailedRequest request, Exception? inner)
    : TokenApiException(message, request, inner)
{
    /// <summary>The name that the token has if it was created; null where it is not known.</summary>
    public string? TokenName { get; init; }
}

/// <summary>No answer came: name not resolved, connection refused or broken, timeout.</summary>
public sealed class UnreachableException(
    string message, FailedRequest request, Exception? inner) : TokenApiException(message, request, inner);

/// <summary>The server's certificate was refused, or no common TLS version was found.</summary>
public sealed class TlsException(string message, FailedRequest request, Exception? inner)
    : TokenApiException(message, request, inner)
{
    /// <summary>What a user can do about it, where that is more than to look at the address.</summary>
    internal TlsRemedy Remedy { get; init; }
}

/// <summary>What helps where no trusted connection comes about.</summary>
internal enum TlsRemedy
{
    /// <summary>Another address: what listens there does not speak TLS, or no version that is safe.</summary>
    OtherAddress,

    /// <summary>The certificate of the private authority that has issued the server's.</summary>
    Authority,

    /// <summary>Another certificate of the server.</summary>
    OtherCertificate,
}

/// <summary>The answer is not what the token API sends: HTML, broken JSON, a redirect.</summary>
public sealed class MalformedResponseException(string message, FailedRequest request, Exception? inner = null)
    : TokenApiException(message, request, inner);

/// <summary>The server failed (5xx), after all retries.</summary>
public sealed class ServerFailedException(string message, FailedRequest request) : TokenApiException(message, request);
