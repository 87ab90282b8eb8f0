using TokenRotation.Api.Wire;
using TokenRotation.Secrets;

namespace TokenRotation.Api.Accounts;

/// <summary>What the user reads when a call of the account's API fails: what is wrong and what to do next.</summary>
internal static class AccountMessages
{
    public const string NoUuid =
        "This is no account. Give the account's UUID, as Account Management shows it in the browser's address bar.";

    public const string UrlIsUnreadable =
        "The text is no web address of the account's API. Leave -AccountUrl away for https://api.dynatrace.com.";

    public const string UrlIsNotEncrypted =
        "Plain http would send access tokens unencrypted: give an https address. Only this machine may be reached by http.";

    public const string NoAccountApi =
        "There is no such account at this address. Check the account's UUID in Account Management, and -AccountUrl.";

    public const string NoSuchToken =
        "The account has no such platform token, or no longer. Find-DtToken lists those that it has.";

    public const string NoLookup =
        "The account tells nothing of a platform token's secret; nothing was sent. Its ID is the part before the second dot: "
        + "find the token by that.";

    public const string NoSecretOfAccount = "An account has platform tokens alone, and this is no secret of one.";

    public const string NothingButExpiryAndStatus =
        "Name and scopes of a platform token are fixed when it is made; nothing was sent. Its expiry and whether it is enabled "
        + "can be changed; for anything else make another token.";

    public const string NoPersonalTokens =
        "A platform token belongs to a user in any case, and is no personal access token; nothing was sent.";

    public const string ResourceMissing =
        "A platform token needs to know where it works; nothing was sent. Name its environments, or the "
        + "whole account, with -Resource.";

    public const string NoUser =
        "This is neither a user's e-mail address nor the UUID of one; nothing was sent. Give it as Account Management shows it.";

    public const string NoSuchUser =
        "The account has no user with this e-mail address. See Account Management for those that it has.";

    public const string EndlessList =
        "The account goes on sending pages of platform tokens, so the list has no end. Try again.";

    public static string NoClient(ApiToken credential) =>
        $"{credential} is no OAuth client's secret, and nothing else may call the account. Give -ClientSecret as Account "
        + "Management has shown it when the client was made: it begins with dt0s02.";

    public static string Unauthorized(ApiToken client, string? said) =>
        $"The account does not accept the access token of the OAuth client {client}{Said(said)}. The client may be of another "
        + "account, or inactive.";

    public static string Forbidden(ApiToken client, string? said) =>
        $"The OAuth client {client} may not do this{Said(said)}. It needs platform-token:tokens:manage, or "
        + "platform-token:tokens:write for tokens of its own, and the account has to allow platform tokens: see there \"Allow to "
        + "manage platform tokens\".";

    public static string NotForUsers(ApiToken client) =>
        $"The OAuth client {client} may not ask the account for its users. Give it account-idm-read in Account Management, or "
        + "give the user's UUID instead of the e-mail address.";

    public static string Refused(int status, ErrorEnvelope said) =>
        $"The account refuses the request with status {status}{Said(said.Message)}. If a token was to be made, see whether its "
        + "owner has as many as one may have: 50, and 100 of a service user.";

    private static string Said(string? said) => said is null ? string.Empty : $" (\"{said}\")";
}
