using TokenRotation.Secrets;

namespace TokenRotation.Specs.Fleets;

/// <summary>What the user reads when a fleet or a share of it cannot be served: what is wrong and what to change.</summary>
internal static class FleetMessages
{
    public const string AFleet = "one JSON object with environments, and with defaults if they share something";

    public const string Environments = "an array of environments, at least one";

    public const string AnEnvironment = "an object with environment and credential";

    public const string Accounts = "an array of accounts, at least one";

    public const string AnAccount = "an object with account and credential";

    public const string AWebAddress = "a web address that begins with https://";

    public const string SpecFiles = "an array of paths of spec files, at least one";

    public const string Names = "an array of names of tokens, with wildcards or without, at least one";

    public const string AVariable = "the name of an environment variable: letters, digits, _ and {Environment}";

    public const string AnObjectForCredential =
        "an object that says where the credential lies: with vault and entry, with variable, or with file";

    public const string SecretInFile =
        "A whole token stands here, secret included, and whoever can read this file has it. Say where it lies, in credential: a "
            + "vault and its entry, a variable, or a file. Then rotate the token.";

    public const string CredentialIsMissing =
        "Neither the environment nor the defaults say where the managing credential lies. Add credential, with vault and entry, "
            + "with variable, or with file.";

    public const string MintsForNoCluster =
        "There is mintFor, and only a Managed cluster makes managing tokens of its environments: their URLs end with /e/ and the "
            + "ID. Give this environment a credential of its own, without mintFor.";

    public const string ClientIsMissing =
        "Nothing says where the secret of the account's OAuth client lies, and the defaults are for environments. Add "
            + "credential, with vault and entry, with variable, or with file.";

    public const string MintsForNoAccount =
        "There is mintFor, and only a Managed cluster makes managing tokens. Take it away: an account is served by its OAuth "
            + "client.";

    public const string NoPlatformTokensNamed =
        "Nothing says which platform tokens of the account are rotated. Add specs, or names with wildcards; without all of "
            + "these, the account's tokens are listed only.";

    public const string SpecsAndNames = "There are both specs and names, and spec files name their tokens themselves. Keep one.";

    public const string LifetimeBesideSpecs =
        "There are spec files, which say how long their tokens live. Take the lifetime away here, and put it there.";

    public const string EntriesOfVaultsDiffer =
        "The vaults get different entries, and in a fleet file every vault gets every entry. Say the same secretName for each "
            + "vault, or say the tokens' stores in a spec file.";

    public const string EntryHoldsName =
        "{Name} stands for no token here. Write the managing token's entry, with {Environment} or without.";

    public const string Connecting = "Connecting to the fleet";

    public const string MendFleetFile = "Change the fleet file where the message says. Nothing was connected.";

    public const string GiveShard = "Give -Shard as 3/10, the third of ten, or leave it away to serve all environments.";

    public const string NoShardVariable =
        "No variable says which shard this is. Set DT_SHARD to 3/10, the third of ten, or JOB_COMPLETION_INDEX and "
            + "DT_SHARD_TOTAL, or CI_NODE_INDEX and CI_NODE_TOTAL; without -Shard all environments are served.";

    public const string PutCredential = "Put the managing token there, or say in the fleet file where it lies.";

    public static string AThrottle(int most) => $"a whole number from 1 to {most}: how many tokens are worked on at a time";

    public static string EnvironmentIsRepeated(int line) => $"The environment at line {line} is the same. Keep one.";

    public static string AccountIsRepeated(int line) => $"The account at line {line} is the same. Keep one.";

    public static string NoShard(string text) =>
        $"'{text}' is no shard: it must be a number, a slash and how many there are, as 3/10.";

    public static string VariableIsNoNumber(ForeignText name, ForeignText value) =>
        $"The variable {name} holds '{value}', which is no number that fits.";

    public static string VariableIsMissing(string given, string needed) =>
        $"The variable {given} says which shard this is, and {needed} does not say of how many. Set it.";

    public static string EntryMissing(string vault, ForeignText entry) =>
        $"The vault '{vault}' has no entry '{entry}' for the managing credential.";

    public static string VariableNotSet(ForeignText name) =>
        $"The environment variable {name} is to hold the managing credential, and is not set.";

    public static string FileUnreadable(string path, string reason) =>
        $"The file '{path}' is to hold the managing credential: {reason}";

    public static string FileEmpty(string path) => $"The file '{path}' is to hold the managing credential, and is empty.";
}
