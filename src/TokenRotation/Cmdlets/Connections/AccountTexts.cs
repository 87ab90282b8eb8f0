using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>What the user reads of accounts.</summary>
internal static class AccountTexts
{
    public const string PromptForSecret = "Client secret";

    public const string SecretMissing =
        "There is no OAuth client to connect to the account with, and this session cannot ask for its secret.";

    public const string GiveSecret =
        "Give -ClientSecret as a SecureString, or -SecretName, or set DT_CLIENT_ID and DT_CLIENT_SECRET for this process.";

    public const string NeverMetALiveAccount =
        "What this module knows of accounts comes from documents and recorded answers; it has met no live account. Try it with a "
        + "token that nobody needs.";

    public const string GiveAccount =
        "Give -AccountUuid as Account Management shows it in the browser's address bar, and leave -AccountUrl away.";

    public const string ConnectWithOther = "Run Connect-DtAccount with an OAuth client that is active and of this account.";

    public const string GrantScope =
        "Give the OAuth client platform-token:tokens:manage in Account Management, allow platform tokens there, and run "
        + "Connect-DtAccount again.";

    public const string NameEnvironment =
        "Name an environment with -Environment, or pipe classic tokens in. Every other cmdlet that takes tokens knows platform "
        + "tokens.";

    public const string NoActivity =
        "How the account's audit log answers is documented in parts only. Find-DtToken tells when a platform token was last "
        + "used, and from where. ";

    public const string ProveSecret =
        "Run Connect-DtEnvironment for an environment where the token works, and then Test-DtToken -Detailed.";

    public const string Scope = "-Scope";

    public const string SecretAsScope =
        "A whole token, secret included, was given as a scope. It is not repeated, and nothing was sent.";

    public const string NoResource =
        "What -Resource names is neither an environment of an account nor an account. Nothing was sent.";

    public const string GiveResource =
        "Give -Resource an environment's ID (abc12345) or address, or the account's UUID for all of its environments.";

    public const string MakeAnother =
        "Make another platform token with New-DtToken. Set-DtToken -ExpirationDate moves the expiry of this one.";

    public const string RotateInstead =
        "Run Invoke-DtTokenRotation -Lifetime: its successor gets another expiry. That of a platform token can be moved.";

    /// <summary>Where a platform token is known; nothing of another token.</summary>
    public static string HintAt(string id) =>
        ApiTokenFormat.KindOfId(id) == ApiTokenKind.Platform
            ? " It is a platform token: its account has it. Run Connect-DtAccount, and name that account with -Environment."
            : string.Empty;

    public static string FixedAtBirth(DtToken token) =>
        $"Name and scopes of the platform token {token} are fixed since it was made. Nothing was changed.";

    public static string ExpiryIsFixed(DtToken token) =>
        $"The expiry of the classic token {token} is fixed since it was made. Nothing was changed.";

    public static string MayWorkOn(DtToken token) =>
        $"{token} may work up to five minutes more, until all of the platform knows that it is inactive.";

    public static string ActionMoveExpiry(DateTimeOffset expiry) => $"Move the expiry of platform token to {When.Utc(expiry)}";

    public static string OwnTokensOnly(DtToken caller) =>
        $"{caller} may manage its own platform tokens alone: it has platform-token:tokens:write. To see and change those of "
        + "others, give it platform-token:tokens:manage.";

    public static string SecretUnproven(ApiToken token, string why) => $"Whether {token} works is not known. {why}";

    public static string OnlyForAccounts(string parameter, string environment) =>
        $"-{parameter} is for platform tokens, and {environment} is an environment. Nothing was sent.";

    public static string LeaveAwayOrNameAccount(string parameter) =>
        $"Leave -{parameter} away, or name an account with -Environment.";

    public static string ClassicScope(ForeignText scope) =>
        $"{scope} is a scope of classic tokens, and no platform token can be given it. Nothing was sent.";

    public static string OtherOwner(DtToken made, string wanted) =>
        $"{made} belongs to {new ForeignText(made.Owner)}, and {new ForeignText(wanted)} was asked for: the account has given "
        + "it to somebody else. Run Revoke-DtToken for it if that is wrong.";

    public static string NotConnected(ForeignText account) =>
        $"There is no connection to the account {account}. Run Connect-DtAccount for it first.";

    public static string NotForAccounts(string command, string account, string? why) =>
        $"{command} knows no platform tokens, and {account} is an account. {why}Nothing was sent.";
}
