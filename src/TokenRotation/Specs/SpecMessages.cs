using TokenRotation.Rotation.Policies;
using TokenRotation.Secrets;

namespace TokenRotation.Specs;

/// <summary>What the user reads when a spec file cannot be used: what is wrong in it and what to change.</summary>
internal static class SpecMessages
{
    public const string FileIsNoJson = "This is not valid JSON. Check quotes, commas and brackets there.";

    public const string FileIsYaml =
        "This looks like YAML, and a file of tokens is JSON: put names and texts into quotes, lists into [ ], and all into { }.";

    public const string FileIsNoText = "The file is no legible text. Save it as UTF-8.";

    public const string FileIsTooDeep = "The brackets are nested deeper than a file of tokens needs. Check them.";

    public const string PropertyIsMissing = "The property is missing.";

    public const string PropertyIsRepeated = "The property occurs twice. Keep one.";

    public const string TwoExpiries = "The spec has both expiresIn and expirationDate. Keep one.";

    public const string ExpiryIsPast = "The expiry lies in the past. Give a time to come, for example now+30d.";

    public const string ExpiryIsTooFar = "The expiry lies beyond the calendar. Give a smaller value.";

    public const string TextIsEmpty = "The text is empty. Fill it in, or remove the property.";

    public const string ATokenSpec = "one JSON object, with name and scopes";

    public const string AText = "a text in quotes, which is not empty";

    public const string AFlag = "true or false";

    public const string Scopes = "an array of scope names, at least one";

    public const string Resource = "an array of environments (abc12345, or a URN) or the account, at least one";

    public const string PlatformIsNotPersonal =
        "A token with a resource is a platform token, and no personal access token. Keep one of the two.";

    public const string UserNeedsResource =
        "user is for platform tokens: a classic token belongs to the owner of the token that makes it. Add resource, or remove "
            + "it.";

    public const string PlatformNeedsAccount =
        "A token with a resource is a platform token, which an account has: name it as urn:dtaccount:UUID.";

    public const string AccountNeedsResource =
        "An account has platform tokens: add resource, which says where the token works, or name an environment.";

    public static string NoneOfItsKind(ForeignText name, bool isPlatform) => isPlatform
        ? $"'{name}' is a platform token, and no account is meant. Run Connect-DtAccount, and name it with "
            + "-Environment or in the file."
        : $"'{name}' is a classic token, and no environment is meant: a platform token has a resource. Add "
            + "that, or name an environment.";

    public const string ValueAndUnit = "an object with value and unit";

    public const string APositiveNumber = "a whole number above 0";

    public const string AMoment = "now+30d (units m h d w M y) or a date such as 2030-01-31T00:00:00Z";

    public const string AMomentInQuotes = AMoment + ", in quotes";

    public const string ASpecFile = "one JSON object with tokens, an array of tokens, or one token with name and scopes";

    public const string Tokens = "an array of tokens, at least one";

    public const string Environments = "an array of environments, by URL or ID, at least one";

    public const string APeriod =
        "a duration above 0, in quotes: a number with a unit (30s, 15m, 12h, 14d, 2w, 6M, 1y) or 1.12:00:00";

    public const string AWait = "a duration in quotes: a number with a unit (0s, 30s, 15m, 12h, 14d, 2w, 6M, 1y) or 1.12:00:00";

    public const string AFraction = "a number above 0 and below 1, for example 0.67";

    public const string TwoEnvironments = "There are both environment and environments. Keep one.";

    public const string TwoLifetimes =
        "The token has an expiry of its own, and its policy a lifetime. Keep one: expiresIn, expirationDate or policy.lifetime.";

    public const string NameIsASecret =
        "The name holds a whole token, secret included. Give the token's name here, and rotate the token: whoever can read this "
            + "file has it.";

    public const string NameIsStamped = "The name ends with a note that rotations write, [dtr ...]. Give the name without it.";

    public const string SomeStoresLackVault =
        "Some of the stores name a vault, and some do not. Name the vault of each, or none and give -Vault.";

    public const string SecretOfSeveralEnvironments =
        "The token exists in several environments, and their secrets would overwrite one another. Add {Environment} to the "
            + "secret's name.";

    public static string Contradicts(PolicyConflict conflict) => conflict switch
    {
        PolicyConflict.SpreadPastExpiry =>
            "spread is not shorter than expiringWithin: tokens would expire before they are rotated. Shorten it.",
        PolicyConflict.DueAgainAtOnce =>
            "The lifetime is not longer than expiringWithin: the new token would be due at once. Lengthen it.",
        PolicyConflict.OverlapOutlivesSuccessor =>
            "The lifetime is not longer than overlap: the new token would expire before the old one is revoked. Lengthen it.",
        PolicyConflict.DeadlineMissing =>
            "whenUnused needs deadline in requireUse: how long the new token's use is waited for. Add it.",
        PolicyConflict.DeadlineBeforeIdle =>
            "deadline is shorter than idleFor (a day if not given): the old token could never be idle for so long in time. "
                + "Lengthen it.",
        _ => "The policy contradicts itself. Change it.",
    };

    public static string AnObjectWith(IEnumerable<string> properties) => "an object with any of " + string.Join(", ", properties);

    public static string Stores(IEnumerable<string> properties) =>
        $"{AnObjectWith(properties)}, or an array of such objects, at least one";

    public static string TokenIsRepeated(int line) =>
        $"The token at line {line} has the same name, and may be in the same environment. Rename one, or name different "
            + "environments.";

    public static string SecretIsRepeated(int line) =>
        $"The token at line {line} is stored under the same name in the same vault. Name the secrets differently, for example "
            + $"with {{Name}} "
        + "or {Environment}.";

    public static string Faults(string file, IReadOnlyList<SpecFault> faults) =>
        string.Join(Environment.NewLine, faults.Select(fault => Fault(file, fault)));

    public static string Fault(string file, SpecFault fault) => fault.Property is null
        ? $"{file}, line {fault.Line}, column {fault.Column}: {fault.Message}"
        : $"{file}, line {fault.Line}, column {fault.Column}, {fault.Property}: {fault.Message}";

    public static string FileIsTooLarge(int megabytes) =>
        $"The file is larger than {megabytes} MB, which no file of tokens is. Check its path.";

    public static string Wants(string what) => $"The value must be {what}.";

    public static string WantsOneOf(IEnumerable<string> values) => Wants("one of " + string.Join(", ", values));

    public static string NameIsTooLong(int maximum) => $"The name is longer than {maximum} characters. Shorten it.";

    public static string PropertyIsUnknown(string? nearest, IEnumerable<string> known) => nearest is null
        ? $"There is no such property. Known are {string.Join(", ", known)}."
        : $"There is no such property. Is {nearest} meant?";

    public static string ValueIsRepeated(ForeignText value) => $"{value} occurs twice. Keep one.";

    public static string ScopeIsNotGrantable(ForeignText scope) =>
        $"The scope {scope} cannot be given to new tokens any more. Remove it.";

    public static string ScopeIsUnknown(ForeignText scope, string nearest) => $"There is no scope {scope}. Is {nearest} meant?";

    public static string ScopeMayBeNew(ForeignText scope, string? nearest) => nearest is null
        ? $"The scope {scope} is unknown to this module; the server will decide."
        : $"The scope {scope} is unknown to this module; the server will decide. If {nearest} is meant, write that.";
}
