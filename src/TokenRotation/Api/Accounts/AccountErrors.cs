using TokenRotation.Api.Wire;

namespace TokenRotation.Api.Accounts;

/// <summary>
/// What a refusal of the account's API means. None is documented for platform tokens: the status decides, and the account's own
/// words are shown.
/// </summary>
internal static class AccountErrors
{
    private const string Manage = "platform-token:tokens:manage";

    /// <summary>The error; null where it means the same as of any other token API.</summary>
    public static TokenApiException? Of(TokenRequest request, FailedRequest failed, ErrorEnvelope said) =>
        failed.StatusCode switch
        {
            403 when request.Operation == TokenOperation.ReadUser =>
                new ForbiddenException(AccountMessages.NotForUsers(request.Credential), failed, [AccountUsers.Scope]),
            404 when request.Operation == TokenOperation.ReadUser =>
                new InvalidRequestException(AccountMessages.NoSuchUser, failed, []),
            401 => new UnauthorizedException(AccountMessages.Unauthorized(request.Credential, said.Message), failed),
            403 => new ForbiddenException(AccountMessages.Forbidden(request.Credential, said.Message), failed, [Manage]),
            404 when request.Operation is TokenOperation.List or TokenOperation.Create =>
                new MalformedResponseException(AccountMessages.NoAccountApi, failed),
            404 => new TokenNotFoundException(AccountMessages.NoSuchToken, failed),
            >= 400 and < 500 and not (408 or 429) =>
                new InvalidRequestException(AccountMessages.Refused(failed.StatusCode.Value, said), failed, said.Violations),
            _ => null,
        };
}
