namespace TokenRotation.Secrets;

/// <summary>What is said about secret stores and the names of their entries. None of it holds a secret.</summary>
internal static class StoreMessages
{
    public const string SecretNameEmpty = "The secret's name is empty.";
    public const string SecretNameHoldsToken =
        "The secret's name holds a whole token. It is the name of an entry, which everybody may see.";
    public const string SecretNameNotPrintable = "The secret's name holds a control character.";
    public const string SecretNameChanges =
        "The secret's name holds {Id}, and every rotation makes a token with another ID: the next one would look for another "
            + "entry.";
    public const string GiveSecretName =
        "Give a -SecretName such as dynatrace-{Environment}-{Name}; {Name} and {Environment} are known.";
    public const string CheckStore = "See that the store can be written and read in this session, then run the command again.";
    public const string GiveOtherEntry = "Give a -SecretName whose entry is free or holds the token, or remove the entry first.";

    public const string TokenAsText =
        "-Store makes text of $Token, and the text of a SecureString is System.Security.SecureString: that would be stored.";
    public const string PlainTextOfToken =
        "Pass $Token on as the SecureString that it is, or take its text: "
            + "[System.Net.NetworkCredential]::new('', $Token).Password.";

    public const string NoDefaultVault =
        "There is no default vault. Give -Vault, or make one the default: Set-SecretVaultDefault -Name NAME.";

    public static string VaultsNotListed(string reason) => $"The vaults of this account cannot be listed: {reason}";

    public static string NoEntry(string store, ForeignText entry) =>
        $"{store} has no entry '{entry}'. Get-SecretInfo lists the entries of a vault.";

    public static string UnknownPlaceholder(ForeignText template) =>
        $"The secret name '{template}' holds a brace that belongs to neither {{Name}} nor {{Environment}}.";

    public static string SecretNameReserved(ForeignText name) =>
        $"The secret name '{name}' ends like an entry that a rotation keeps beside another one (-previous, -pending-…, "
            + "-canary).";

    public static string NothingForPlaceholder(ForeignText value) =>
        $"'{value}' has no letter or digit that could stand in a secret's name. Give a -SecretName without {{Name}}.";

    public static string NotAToken(string store, ForeignText entry) =>
        $"{store} holds something under '{entry}' that is no Dynatrace token. It was not changed.";

    public static string SecureStringAsText(string store, ForeignText entry) =>
        $"{store} holds the words System.Security.SecureString under '{entry}', and no token: something has made text of a "
            + "SecureString.";

    public const string MendAfter =
        "Both tokens work. See why the consumer did not take the new secret, then run the command again.";

    public static string AfterFailed(ForeignText name, string id, string reason) =>
        $"-After failed for '{name}' ({id}), whose new secret is in the store: {reason.TrimEnd('.')}. The old token "
        + "stays enabled.";

    public static string StoreFailed(string store, string action, ForeignText entry, string reason) =>
        $"{store} failed to {action} '{entry}': {reason}";

    public static string Vault(ForeignText name) => $"The vault '{name}'";

    public static string Script(string parameter) => $"The script block of -{parameter}";

    public static string Locked(string vault) =>
        $"The vault '{vault}' is locked, and this session cannot ask for its password. Unlock it first in the same session: "
            + $"Unlock-SecretVault -Name '{vault}' -Password PASSWORD; a scheduled task does so at its start.";

    public static string ModuleMissing(string module) =>
        $"The module {module}, which -Vault and -SecretName need, is not installed. Run Install-Module {module}, or "
            + $"Install-PSResource {module}, and register the vault.";

    public static string VaultUnknown(string vault) =>
        $"There is no vault '{vault}' in this account. Get-SecretVault lists the vaults; Register-SecretVault adds one.";

    public static string Needs(string given, string needed) => $"-{given} needs -{needed}.";

    public static string GiveToo(string needed) => $"Give -{needed} too.";

    public static string NoStoreIn(string file, string given) =>
        $"-{given} is about the entries of a store, and no token of '{file}' has a store that can be read.";

    public static string NameStoreIn(string given) =>
        $"Name a store in the file, or with -Vault and -SecretName, or leave -{given} away. Nothing was sent.";

    public static string NameTooLong(ForeignText name, int longest) =>
        $"The token's name '{name}' has more than {longest} characters, which a rotation may have to cut: {{Name}} would not "
            + $"find its entry again. Use a -SecretName without {{Name}}.";
}
