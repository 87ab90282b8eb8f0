using System.Text.RegularExpressions;
using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Api.Wire;
using TokenRotation.Http;
using TokenRotation.Secrets;

namespace TokenRotation.Api;

/// <summary>Turns what a server answers, or the lack of an answer, into the typed errors. The one place that does.</summary>
internal static class ApiErrors
{
    // "Token is missing required scope. Use one of: apiTokens.read (Read API tokens), …", for OAuth "Use one of: [scope]".
    private static readonly Regex MissingScope = new(
        @"missing required scope\. Use one of: \[?(?<scopes>.+?)\]?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase);

    // A label may hold commas: where there are labels, only what stands before one is a scope.
    private static readonly Regex LabelledScope = new(
        @"(?:\A|, )(?<name>[A-Za-z][A-Za-z0-9_.:\-]*) \(", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    // A Managed cluster answers 403 with "Invalid API token" where others answer 401.
    private static readonly Regex InvalidToken = new(
        @"invalid (api[- ]?)?token|token authentication failed", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    // The token API asks for none of these: something before it does.
    private static readonly string[] ForeignSchemes = ["Basic", "Digest", "NTLM", "Negotiate"];

    /// <summary>The server answered with something else than success.</summary>
    public static TokenApiException Refused(
        TokenRequest request, HttpResponseMessage response, ArraySegment<byte> body, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        var failed = request.Failed(status);
        var said = Cleaned(ErrorEnvelope.Read(body), request);
        if (IsRefusal(status) && said.Message is null && (WebPage.IsNotJson(body) || AsksForForeignSignIn(response)))
        {
            var title = Cleaned(WebPage.TitleOf(body), request);
            return new MalformedResponseException(ApiMessages.RefusedBefore(failed, title), failed);
        }

        if (request.IsOfAccount && AccountErrors.Of(request, failed, said) is { } refusal)
        {
            return refusal;
        }

        return status switch
        {
            >= 300 and < 400 => new MalformedResponseException(ApiMessages.Redirected(HostOf(response.Headers.Location)), failed),
            400 => BadRequest(request, failed, said),
            401 => new UnauthorizedException(ApiMessages.Unauthorized(request.Credential, said.Message), failed),
            403 => Forbidden(request, failed, said),
            404 => NotFound(request, failed, body, said),
            405 or 410 when request.Operation == TokenOperation.Create => CreationDisabled(failed, said),
            408 => Failed(request, failed, said),
            429 => new RateLimitedException(ApiMessages.RateLimited, failed, RateLimitHeaders.WaitAskedFor(response, now)),
            >= 500 => Failed(request, failed, said),
            _ => new InvalidRequestException(ApiMessages.Refused(status, said.Message), failed, said.Violations),
        };
    }

    /// <summary>The server says that it succeeded, and what it sent makes no sense.</summary>
    public static TokenApiException Illegible(TokenRequest request, int status, ArraySegment<byte> body)
    {
        var failed = request.Failed(status);
        var page = WebPage.Is(body);
        return request.Operation == TokenOperation.Create
            ? OutcomeUnknown(request, failed, page ? ApiMessages.WebPage : ApiMessages.NotJson)
            : new MalformedResponseException(page ? ApiMessages.WebPage : ApiMessages.Illegible, failed);
    }

    /// <summary>No answer came.</summary>
    public static TokenApiException NoAnswer(
        TokenRequest request, ConnectionFailureKind kind, Exception exception, EnvironmentUrl environment)
    {
        var failed = request.Failed(null);
        var mayHaveActed =
            kind is ConnectionFailureKind.Broken or ConnectionFailureKind.TimedOut or ConnectionFailureKind.TooLarge;
        if (request.Operation == TokenOperation.Create && mayHaveActed)
        {
            return OutcomeUnknown(request, failed, ApiMessages.NoAnswer, exception);
        }

        var reason = ConnectionMessages.NoAnswer(environment, kind, exception);
        return kind switch
        {
            ConnectionFailureKind.Tls => new TlsException(reason, failed, exception) { Remedy = RemedyOf(exception) },
            ConnectionFailureKind.TooLarge => new MalformedResponseException(ApiMessages.TooLarge, failed, exception),
            _ => new UnreachableException(reason, failed, exception),
        };
    }

    private static TlsRemedy RemedyOf(Exception exception) => ConnectionFailure.FaultOf(exception) switch
    {
        CertificateFault.None => TlsRemedy.OtherAddress,
        CertificateFault.UnknownAuthority => TlsRemedy.Authority,
        _ => TlsRemedy.OtherCertificate,
    };

    // The others say the same whoever answers: nothing is there, or it is too early or too much.
    private static bool IsRefusal(int status) => status is >= 400 and < 500 and not (404 or 408 or 429);

    private static bool AsksForForeignSignIn(HttpResponseMessage response) =>
        response.Headers.WwwAuthenticate.Any(
            asked => ForeignSchemes.Contains(asked.Scheme, StringComparer.OrdinalIgnoreCase));

    private static TokenApiException BadRequest(TokenRequest request, FailedRequest failed, ErrorEnvelope said)
    {
        // The server's words for this refusal are not documented; a violation names a property and is something else.
        return request.IsRefusedToOwnToken && said.Violations.Count == 0
            ? new OwnTokenException(ApiMessages.OwnToken(request.Credential), failed)
            : new InvalidRequestException(ApiMessages.InvalidRequest(said), failed, said.Violations);
    }

    private static TokenApiException Forbidden(TokenRequest request, FailedRequest failed, ErrorEnvelope said)
    {
        if (InvalidToken.IsMatch(said.Message ?? string.Empty))
        {
            return new UnauthorizedException(ApiMessages.Unauthorized(request.Credential, said.Message), failed);
        }

        var scopes = ScopesIn(said.Message);
        return scopes.Count == 0 && request.Operation == TokenOperation.Create
            ? CreationDisabled(failed, said)
            : new ForbiddenException(ApiMessages.Forbidden(request.Credential, scopes, said.Message), failed, scopes);
    }

    private static TokenApiException NotFound(
        TokenRequest request, FailedRequest failed, ArraySegment<byte> body, ErrorEnvelope said)
    {
        if (request.Operation == TokenOperation.ReadLog)
        {
            return new MalformedResponseException(ApiMessages.NoAuditLog, failed);
        }

        // The token API itself says that there is nothing to create at: it was there when the connection was made.
        if (request.Operation == TokenOperation.Create && said.Message is not null)
        {
            return CreationDisabled(failed, said);
        }

        if (request.Operation is TokenOperation.List or TokenOperation.Create)
        {
            return new MalformedResponseException(ApiMessages.NoTokenApi, failed);
        }

        // A 404 may have an empty body; a web page comes from something that is not the token API.
        return said.Message is null && WebPage.Is(body)
            ? new MalformedResponseException(ApiMessages.WebPage, failed)
            : new TokenNotFoundException(ApiMessages.NotFound(request), failed);
    }

    private static TokenApiException Failed(TokenRequest request, FailedRequest failed, ErrorEnvelope said) =>
        request.Operation == TokenOperation.Create
            ? OutcomeUnknown(request, failed, ApiMessages.ServerFailed(failed.StatusCode, said.Message))
            : new ServerFailedException(ApiMessages.ServerFailed(failed.StatusCode, said.Message), failed);

    private static CreateOutcomeUnknownException OutcomeUnknown(
        TokenRequest request, FailedRequest failed, string reason, Exception? inner = null) =>
        new(ApiMessages.CreateOutcomeUnknown(reason), failed, inner) { TokenName = request.NewName };

    private static TokenCreationDisabledException CreationDisabled(FailedRequest failed, ErrorEnvelope said) =>
        new(ApiMessages.CreationDisabled(said.Message), failed);

    private static List<string> ScopesIn(string? message)
    {
        var match = MissingScope.Match(message ?? string.Empty);
        if (!match.Success)
        {
            return [];
        }

        var scopes = match.Groups["scopes"].Value;
        return scopes.IndexOf('(') >= 0
            ? LabelledScope.Matches(scopes).Cast<Match>().Select(scope => scope.Groups["name"].Value).Distinct().ToList()
            : scopes.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
    }

    // On Unix a path alone is an absolute address, too: that of a file, on no host.
    private static string? HostOf(Uri? location) => location is { IsAbsoluteUri: true, Host.Length: > 0 } ? location.Host : null;

    private static ErrorEnvelope Cleaned(ErrorEnvelope said, TokenRequest request) => new(
        Cleaned(said.Message, request),
        said.Violations
            .Select(found => new ConstraintViolation(Cleaned(found.Path, request), Cleaned(found.Message, request)))
            .ToList());

    private static string? Cleaned(string? text, TokenRequest request) =>
        ServerText.Clean(text, request.Credential, request.Subject);
}
