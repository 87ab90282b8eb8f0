namespace TokenRotation.Sandbox.Tenant;

/// <summary>
/// The server's sentences. Those of 401, 403 for a missing scope, 404, 429 and the page key's 400 are recorded answers of
/// Dynatrace; the rest are guesses, since no record of them was found.
/// </summary>
internal static class TenantErrors
{
    public const string PayloadBody = "PAYLOAD_BODY";
    public const string Query = "QUERY";

    public static TenantError Unauthorized { get; } = new(401, "Token Authentication failed");

    public static TenantError NotFound { get; } = new(404, "Token does not exist");

    public static TenantError NoSuchEndpoint { get; } = new(404, "Not found");

    // The cluster API says 403 where an environment says 401.
    public static TenantError ClusterTokenInvalid { get; } = new(403, "Invalid API token");

    public static TenantError NoSuchEnvironment { get; } = new(404, "Environment does not exist");

    public static TenantError MethodNotAllowed { get; } = new(405, "HTTP method not allowed");

    public static TenantError TooManyRequests { get; } = new(429, "Too many requests.");

    public static TenantError PayloadTooLarge { get; } = new(413, "Payload too large");

    public static TenantError OwnTokenEdited { get; } = new(400, "The token used for authentication can not be modified.");

    public static TenantError OwnTokenDisabled { get; } = new(400, "The token used for authentication can not be disabled.");

    public static TenantError OwnTokenDeleted { get; } = new(400, "The token used for authentication can not be deleted.");

    public static TenantError PersonalCallerDeletesForeign { get; } =
        new(403, "A personal access token can only delete tokens of its owner.");

    public static TenantError MissingScope(IEnumerable<string> anyOf) => new(
        403,
        "Token is missing required scope. Use one of: " +
        string.Join(", ", anyOf.Select(scope => $"{scope} ({TokenScopes.LabelOf(scope)})")));

    public static TenantError MissingBearerScope(IEnumerable<string> anyOf) =>
        new(403, $"OAuth token is missing required scope. Use one of: [{string.Join(", ", anyOf)}]");

    /// <summary>A Bearer that is unknown, expired or not for this: one sentence, whichever it is.</summary>
    public static TenantError BearerRefused(int status) =>
        new(status, "An error occurred during SSO authentication to the Dynatrace environment.");

    public static TenantError TokenExchangeFailed { get; } = new(401, "Token exchange failed");

    public static TenantError PersonalCallerLooksUp(int status) =>
        new(status, "Personal access tokens are not supported by this operation.");

    public static TenantError OddId { get; } =
        new(400, "Constraints violated.", [new ConstraintViolation("id", "is not a valid token identifier.", "PATH")]);

    public static TenantError NotJson { get; } = new(415, "Unsupported Media Type");

    public static TenantError ScopeNotHeld(string scope) =>
        new(403, $"The scope '{scope}' can not be granted by a token without it.");

    public static TenantError CreationRefused(int status) =>
        new(status, "Creating classic API tokens is disabled in this environment. Use platform tokens instead.");

    public static TenantError Violated(string path, string message, string location = PayloadBody) =>
        Violated([new ConstraintViolation(path, message, location)]);

    public static TenantError Violated(IReadOnlyList<ConstraintViolation> violations) =>
        new(400, "Constraints violated.", violations);

    public static TenantError KeyNotAlone(string parameter) =>
        Violated(parameter, "must not be used in combination with nextPageKey query parameter.", Query);

    public static TenantError UnreadableBody { get; } = new(400, "Could not parse the request body as JSON.");
}
