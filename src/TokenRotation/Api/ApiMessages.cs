using TokenRotation.Api.Wire;
using TokenRotation.Secrets;

namespace TokenRotation.Api;

/// <summary>What the user reads when a call of the token API fails: what is wrong and what to do next.</summary>
internal static class ApiMessages
{
    public const string UrlIsEmpty =
        "The environment's address is empty. Give it as in the browser, for example https://abc12345.live.dynatrace.com.";

    public const string UrlIsUnreadable =
        "The text is no web address. Give the environment's address as in the browser, for example "
        + "https://abc12345.live.dynatrace.com, or https://dynatrace.example.com/e/ENVIRONMENT-ID for Managed.";

    public const string UrlIsNotEncrypted =
        "Plain http would send the token unencrypted: use https. Only a server on this machine may be reached by http.";

    public const string UrlHasCredentials =
        "The address holds a user name or password. Leave it out: the token API takes an API token.";

    public const string UrlIsAnExample =
        "The address still holds the placeholder of an example. Put the environment's own ID there, as the browser's address bar "
        + "shows it.";

    public const string UrlIsAToken =
        "The text is a token, not an address. Give the environment's address, for example https://abc12345.live.dynatrace.com.";

    public const string TokenUrlIsUnreadable =
        "The text is no web address of a token endpoint. Leave -TokenUrl away for https://sso.dynatrace.com/sso/oauth2/token.";

    public const string TokenUrlIsNotEncrypted =
        "Plain http would send the client's secret unencrypted: give an https address. Only this machine may be reached by http.";

    public const string IdIsAWholeToken =
        "This is a whole token with its secret, not a token's ID; nothing was sent. The ID is the part before the second dot. "
        + "To find a token by its secret, look it up.";

    public const string IdIsIllegible =
        "This is no token ID; nothing was sent. An ID reads dt0c01.PUBLICPART, or is a UUID for tokens of the old format.";

    public const string PersonalTokensNeedV2 =
        "API v1 cannot create personal access tokens. Connect with API v2, or create an ordinary API token.";

    public const string RateLimited =
        "The environment still refuses requests because there were too many. Try again in a minute, with less in parallel.";

    public const string WebPage =
        "The answer is a web page, not the token API's. Check the environment's address, and whether a proxy or a sign-in page "
        + "stands in between.";

    public const string Illegible =
        "The answer is not what the token API sends. Check the environment's address, and whether a proxy stands in between.";

    public const string NoTokenApi =
        "There is no token API at this address. Check it: a Managed environment or ActiveGate needs /e/ENVIRONMENT-ID.";

    public const string NoAuditLog =
        "There is no audit log at this address. Check it: a Managed environment or ActiveGate needs /e/ENVIRONMENT-ID.";

    public const string TooLarge = "The answer is too large to be a token list. Check the environment's address.";

    public const string RepeatedPageKey =
        "The server repeats a page of the token list, so the rest of it cannot be read. Try again.";

    public const string EndlessList =
        "The server goes on sending pages of the token list after all that it promised, so the list has no end. Try again; if it "
        + "happens again, check the environment's address, and whether a proxy stands in between.";

    public const string NoSuchCertificate = "The certificate is not in this store.";

    public const string NotJson = "The answer was illegible.";

    public const string CreatedWithoutId = "The server named no ID for the new token, and looking it up failed.";

    public const string CreatedAnother = "The answer names a token of another name.";

    public const string NoAnswer = "No answer came.";

    public static string UrlHasAnotherScheme(string scheme) =>
        $"The address begins with {ServerText.Clean(scheme)}://. An environment is reached by https://.";

    public static string Redirected(string? host) =>
        (host is null ? "The server redirects" : $"The server redirects to {ServerText.Clean(host)}")
        + "; redirects are not followed, since they would carry the token along. Connect to the environment's own address.";

    /// <summary>What stands before the environment has refused, and the environment has seen nothing.</summary>
    public static string RefusedBefore(FailedRequest request, string? said) =>
        $"A proxy, a firewall or a gateway refuses {request.Method} {request.Path} with status {request.StatusCode}{Said(said)}: "
        + "the answer is not the token API's, and the environment has not seen the request. Have it let through, or check the "
        + "environment's address.";

    public static string Unauthorized(ApiToken credential, string? said) => credential.Kind switch
    {
        ApiTokenKind.Platform or ApiTokenKind.OAuth =>
            $"The environment does not accept {credential} as a Bearer{Said(said)}. It may be expired, inactive or of another "
                + "account, or its owner may not use this environment.",
        _ => $"The environment does not accept the token {credential}{Said(said)}. It may be revoked, expired, deleted or of "
            + "another environment. Connect with a token that is valid here.",
    };

    /// <summary>What a token of another kind is, and what to do with it.</summary>
    public static string WrongKind(ApiTokenKind kind, string id) => kind switch
    {
        ApiTokenKind.Platform => $"{id} is a platform token: the account has it, and the classic token API does not know it. "
            + "Connect-DtEnvironment -ApiToken takes it to manage classic tokens through API v2; to look it up or "
            + "to revoke it, run Connect-DtAccount and name the account with -Environment; Account Management makes it.",
        ApiTokenKind.OAuth =>
            $"{id} belongs to an OAuth client, and the classic token API does not know it. Connect-DtEnvironment -ClientSecret "
                + "takes the client's secret to manage classic tokens through API v2; to replace it, use Account Management.",
        ApiTokenKind.ActiveGate => $"{id} is an ActiveGate token, and the token API does not know it: it connects ActiveGates. "
            + "Manage it on the environment's page of ActiveGate tokens; everything here takes API tokens (dt0c01).",
        _ => $"{id} is no API token. Use an API token (dt0c01) here.",
    };

    public static string TokenEndpointFailed(Uri endpoint, int status) =>
        $"The token endpoint {endpoint.Host} failed with status {status}, so that there is no access token. Try again later.";

    public static string TokenEndpointHidden(Uri endpoint, int status, string? said) =>
        $"A proxy, a firewall or a gateway refuses the request for an access token with status {status}{Said(said)}: the answer "
        + $"is not that of {endpoint.Host}, which has not seen the request. Have it let through, or check -TokenUrl.";

    public static string AccessTokenIllegible(Uri endpoint) =>
        $"What {endpoint.Host} answered is no access token. Check -TokenUrl, and whether a proxy stands in between.";

    public static string TokenEndpointRedirects(Uri endpoint) =>
        $"{endpoint.Host} redirects, and is not the token endpoint; redirects are not followed, since they would carry the "
            + "client's secret along. Leave -TokenUrl away, or give the account's own.";

    public static string ScopesRefused(ApiToken client, IEnumerable<string> scopes) =>
        $"The account refuses the OAuth client {client} an access token with the scope {string.Join(" and ", scopes)}. Add the "
            + "scope to the client in Account Management, or check that its secret is right.";

    public static string ClientRefused(ApiToken client, int status) =>
        $"The account does not know the OAuth client {client} by this secret (status {status}). Check that the secret is right "
            + "and that the client is active.";

    public static string Forbidden(ApiToken credential, IReadOnlyList<string> scopes, string? said) => scopes.Count switch
    {
        0 => $"The token {credential} may not do this{Said(said)}. Check its scopes and its owner's permissions.",
        1 => $"The token {credential} lacks the scope {scopes[0]}. Add the scope to it, or connect with a token that has it.",
        _ => $"The token {credential} lacks a scope: it needs one of {string.Join(", ", scopes)}. Add one to it, or connect with "
            + "a token that has one.",
    };

    public static string NotFound(TokenRequest request)
    {
        if (request.Subject is not { } subject)
        {
            var id = request.Path.Substring(request.Path.LastIndexOf('/') + 1);
            return ApiTokenFormat.KindOfId(id) is ApiTokenKind.Platform or ApiTokenKind.OAuth or ApiTokenKind.ActiveGate
                ? WrongKind(ApiTokenFormat.KindOfId(id), id)
                : "The environment has no such token, or no longer. An expired token is removed about a week after its expiry.";
        }

        return subject.Kind is ApiTokenKind.Classic or ApiTokenKind.OldFormat or ApiTokenKind.Other
            ? $"The environment does not know the token {subject}. It may be deleted, or of another environment."
            : WrongKind(subject.Kind, subject.ToString());
    }

    public static string OwnToken(ApiToken credential) =>
        $"The token {credential} authenticates this call, and the server does not let a token do this to itself. Connect with "
        + "another token, or rotate it: then its successor takes over.";

    public static string InvalidRequest(ErrorEnvelope said)
    {
        var details = said.Violations
            .Select(violation => violation.Path is null ? violation.Message : $"{violation.Path}: {violation.Message}")
            .Where(detail => !string.IsNullOrEmpty(detail))
            .ToList();
        return details.Count > 0
            ? $"The server refuses the request: {string.Join("; ", details)}"
            : $"The server refuses the request{Said(said.Message)}.";
    }

    public static string Refused(int status, string? said) => $"The server refuses the request with status {status}{Said(said)}.";

    public static string CreationDisabled(string? said) =>
        $"The environment refuses to create classic API tokens{Said(said)}. Check that the owner of the calling token may create "
        + "tokens. SaaS environments are being moved to platform tokens: where that is complete, create a platform token "
        + "in Account Management instead.";

    public static string ServerFailed(int? status, string? said) =>
        $"The server failed with status {status}{Said(said)}. Try again later.";

    public static string CreateOutcomeUnknown(string reason) =>
        reason + " The token may have been created all the same, and its secret is lost: find it by its name, remove it, and "
        + "create another one.";

    private static string Said(string? said) => said is null ? string.Empty : $" (\"{said}\")";
}
