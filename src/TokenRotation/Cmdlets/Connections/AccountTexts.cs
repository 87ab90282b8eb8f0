using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>What the user reads of accounts.</summary>
internal static class AccountTexts
{
    public const string PromptForSecret = "Client secret";

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
        "Name an environment with -Environment, or pipe classic tokens in. Find-DtToken shows platform tokens; change them in "
        + "Account Management.";

    public const string NoSecretOfAccount =
        "An account has platform tokens alone, and this is no secret of one.";

    public static string OwnTokensOnly(DtToken caller) =>
        $"{caller} may manage its own platform tokens alone: it has platform-token:tokens:write. To see and change those of "
        + "others, give it platform-token:tokens:manage.";

    public static string NotConnected(ForeignText account) =>
        $"There is no connection to the account {account}. Run Connect-DtAccount for it first.";

    public static string NotForAccounts(string command, string account) =>
        $"{command} knows no platform tokens yet, and {account} is an account. Nothing was sent.";
}
