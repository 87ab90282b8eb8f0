using System.Globalization;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Rotation.Planning;
using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation.Cmdlets.Base;

/// <summary>What cmdlets of several kinds say: errors, what to do about them, prompts, warnings, progress.</summary>
internal static class CmdletMessages
{
    private static readonly NumberFormatInfo Grouped = new() { NumberGroupSeparator = " " };

    public const string ConfirmInAdvance =
        "Add -Confirm:$false where nobody sits at the screen; -WhatIf shows what would happen.";
    public const string PromptForToken = "API token";
    public const string SecretAsId = "A whole token was given where its ID belongs. Its secret was not sent anywhere.";
    public const string SecretAsName =
        "A whole token with its secret stands where a name belongs, and others would read it there. Nothing was sent.";
    public const string GiveOtherName = "Give a name; Find-DtToken -Token with a SecureString finds a token by its secret.";
    public const string NotAnId =
        "This is no token ID: an ID is dt0c01.PUBLICPART, or a UUID for tokens of the old format. Nothing was sent.";
    public const string FindBySecret = "Use Find-DtToken -Token with a SecureString to find a token by its secret.";
    public const string GiveShorterName = "Give a shorter -NewName, or run the command again when the rotation is over.";
    public const string NameById = "Name the one that is meant by its -Id; Find-DtToken -Name lists them.";
    public const string RunFind = "Run Find-DtToken to see the tokens of the environment; an expired token is gone after a week.";
    public const string UseOtherCaller =
        "Connect with another token to do this, or replace the token with Invoke-DtTokenRotation, which hands over to the new "
            + "one.";

    public const string ForceRemoval = "Check that nothing needs the token, then use -Force.";
    public const string GiveSpecFile = "Give the path of a JSON file in the shape of the token API's create payload.";
    public const string GiveTokenUrl = "Leave -TokenUrl away, or give the token endpoint of your account as https://….";
    public const string MendClient =
        "Give the OAuth client api-tokens:tokens:read and api-tokens:tokens:write in Account Management, and connect again.";

    public const string TestedToken = "An API token. Find-DtToken -Token finds it, and Invoke-DtTokenRotation -Id replaces it.";
    public const string TestedPersonalToken =
        "A personal access token. Invoke-DtTokenRotation -Id replaces it for its owner alone.";
    public const string TestedSilentToken =
        "An API token that authenticates, and that may not read what it is. Find-DtToken -Token tells, by the managing token.";

    public const string TestedUnknownToken =
        "It authenticates nothing here: it is revoked, expired, deleted or of another environment. Find-DtToken -Token tells "
            + "which.";

    public const string ConnectWithOther = "Run Connect-DtEnvironment with a token that is enabled and has not expired.";
    public const string WaitForLimit =
        "Wait a minute and run the command again, or raise -MaximumRetryCount of Connect-DtEnvironment.";
    public const string MendRequest = "Change what the environment refuses, and run the command again.";
    public const string UsePlatformTokens =
        "Run Connect-DtAccount and New-DtToken -Resource for a platform token instead; this environment makes no classic ones.";

    public const string CheckNetwork = "Check the URL, the network and the proxy (-Proxy, -NoProxy), then run the command again.";
    public const string GiveAuthority = "Give the private authority's certificate with -CertificateAuthority, and connect again.";
    public const string MendCertificate = "Have whoever runs the server mend its certificate, then connect again.";
    public const string CheckPort = "Check the URL's host and port, then connect again.";
    public const string CheckUrl = "Check that the URL is the environment's, not that of a proxy or of a sign-in page.";
    public const string TryLater = "Run the command again later; what was done already is not done twice.";
    public const string CopyTokenAgain = "Copy the whole token again, without spaces, as it was shown when it was created.";
    public const string GiveUrl =
        "Give the environment's URL, for example https://abc12345.live.dynatrace.com or https://host/e/ENVIRONMENT-ID.";
    public const string GiveApiToken = "Give an API token (dt0c01) with apiTokens.read and apiTokens.write.";
    public const string MendSpecFile = "Correct the file, and run the command again. Nothing was created from it.";
    public const string CompleteScopes = "Press Tab after -Scope to see the scopes, with what they allow.";
    public const string MendRefusal =
        "Do what the message says, or leave this token out, and run the command again; Get-DtTokenRotation -Id says it again.";

    public const string MendPolicy = "Change the policy, and run the command again. Nothing was asked of any environment.";
    public const string LookThenRun = "Look at what the message names; when it is settled, run the command again.";
    public const string OldStaysValid = "The old token is untouched and stays valid. Run the command again.";

    public const string NoDuration =
        "Write a duration as a number with a unit (30s, 15m, 12h, 14d, 2w, 6M, 1y), as a TimeSpan, or as a date.";
    public const string NoEnvironment = "Give an environment by its URL, its ID, or an object with a property Environment.";
    public const string DescribesNoToken =
        "What was piped in describes no token. Pipe in a token, a file, JSON in one text, or objects with Name and Scopes.";

    public const string StampAsName =
        "The name ends with a note that rotations write, [dtr ...], and would be taken for one. Nothing was changed.";

    public const string MendDescription = "Correct the object, or give -Name and -Scope. Nothing was created from it.";
    public const string NoTokenReference = "Give a token by its ID, or an object with a property Id or Name.";
    public const string NoFileMatches = "No file matches it.";
    public const string NoSecret = "Give a secret as a SecureString, as a credential or as text.";
    public const string SomeSecret = "(secret)";
    public const string NoDate = "Write a date, or how long from now: 30d, now+30d, a TimeSpan.";

    public const string DeletePlatformToken = "Delete platform token for good";
    public const string NewNameOrScope = "NewName, -Scope or -ExpirationDate";

    public const string NoLongerGrantable = "Held by old tokens; cannot be granted any more";
    public const string RegisteredVault = "A vault of SecretManagement";
    public const string TwelveHours = "Twelve hours";
    public const string OneDay = "One day";
    public const string OneWeek = "One week";
    public const string TwoWeeks = "Two weeks";
    public const string OneMonth = "Thirty days";
    public const string OneQuarter = "Ninety days";
    public const string OneYear = "365 days";

    public static string GrantScope(IReadOnlyList<string> scopes) => scopes.Count == 0
        ? "Connect with a token that may do it: apiTokens.read and apiTokens.write, or TenantTokenManagement for API v1; a "
            + "platform token or an OAuth client needs api-tokens:tokens:read and api-tokens:tokens:write."
        : $"Connect with a token that has the scope {string.Join(" or ", scopes.Select(ServerText.Shown))}.";

    public static string CannotAsk(string? target) =>
        $"This session cannot ask for confirmation, so nothing was changed: {target}";

    public static string AmbiguousName(ForeignText name, IReadOnlyList<string> ids) =>
        $"{ids.Count} tokens are called '{name}': {string.Join(", ", ids)}. Nothing was changed.";

    public static string NoTokenOfName(ForeignText name, bool holdsWildcards) => holdsWildcards
        ? $"No token is called '{name}'. Wildcards are read by Find-DtToken -Name alone, and what it finds can be piped on."
        : $"No token is called '{name}'.";

    public static string OwnToken(DtToken token, string action) =>
        $"{token} is the token that this connection authenticates with, and cannot be {action} through it.";

    public static string TokenIsEnabled(DtToken token) =>
        $"{token} is enabled, and may be in use. Only revoked tokens are deleted.";

    public static string RevokeFirst(string id) =>
        $"Run Revoke-DtToken -Id {id}, wait for the grace period, then delete it. -Force deletes it now.";

    public static string RevocationTimeUnknown(DtToken token) =>
        $"{token} is revoked, but not known since when, so its grace period cannot be checked.";

    public static string ServerTimeUnknown(DtToken token) =>
        $"The environment's answers have no Date header, so nobody can tell how long {token} has been revoked; the clock of this "
            + "machine may be wrong.";

    public static string GracePeriodNotOver(DtToken token, DateTimeOffset revoked, DateTimeOffset removable) =>
        $"{token} was revoked at {When.Utc(revoked)}; it may be deleted from {When.Utc(removable)}.";

    public static string WaitOrForce(DateTimeOffset removable) =>
        $"Run the command again after {When.Utc(removable)}, give a shorter -GracePeriod, or use -Force.";

    public static string SpecFileUnreadable(string path, string reason) => $"The token spec '{path}' cannot be read: {reason}";

    public static string ScopeResembles(ForeignText scope, string nearest) =>
        $"This module does not know the scope '{scope}', and sends it as it is. If '{nearest}' was meant, give that.";

    public static string DescriptionLacks(string property) =>
        $"What was piped in describes no token that could be made: it has no {property}.";

    public static string DescriptionIllegible(string property, string wanted) =>
        $"{property} of what was piped in is illegible. {wanted}";

    public static string UnknownScope(ForeignText scope, string nearest) =>
        $"There is no scope '{scope}'. Did you mean '{nearest}'? Nothing was changed.";

    public static string ParametersContradict(string first, string second) => $"-{first} and -{second} cannot be given together.";

    public static string GiveOneOf(string first, string second) => $"Give either -{first} or -{second}.";

    public static string Target(DtToken token) => $"{token} in {token.Environment}";

    public static string NewTarget(ForeignText name, string environment) => $"{name} in {environment}";

    public static string TokenWithoutId(ForeignText name) =>
        $"The environment lists a token '{name}' with an ID that is none. It is left out; look at it in the web page of the "
            + "environment.";

    public static string AutomaticToken(DtToken token) =>
        $"{token} belongs to no person: Dynatrace made it for a service of its own, and what uses it may stop working.";

    public static string SharingToken(DtToken token) =>
        $"{token} shares a dashboard or a report: its links stop working without it.";

    public static string ActionSet(ForeignText? name, IReadOnlyList<string>? scopes) =>
        name is null ? $"Give API token the scopes {ServerText.Shown(string.Join(", ", scopes!))}"
        : scopes is null ? $"Rename API token to '{name}'"
        : $"Rename API token to '{name}' and give it the scopes {ServerText.Shown(string.Join(", ", scopes))}";

    public static string NameTooLong(DtToken token, int room) =>
        $"What a rotation has noted in the name of {token} leaves room for {room} characters.";

    public static string AlreadyRevoked(DtToken token) => $"{token} is revoked already.";

    public static string AlreadyEnabled(DtToken token) => $"{token} is enabled already.";

    public static string Gone(string id, string environment) => $"There is no token {id} in {environment}: nothing to delete.";

    public static string StampDoesNotFit(DtToken token) =>
        $"The name of {token} is too long to note the time of its revocation in it. Remove-DtToken will want -Force.";

    public static string EntryFellBack(DtToken old, string ancestor) =>
        $"The store's entry for {old} holds the secret of {ancestor}, which it has replaced and which is revoked: a backup was "
            + "restored, or the last rotation had another store. The new secret takes its place.";

    public static string ScopesDropped(DtToken token, IEnumerable<string> scopes) =>
        $"{token} has scopes that cannot be granted any more; the new token does not get them: "
            + $"{ServerText.Shown(string.Join(", ", scopes))}.";

    public static string NewOneExpires(DtToken token) =>
        $"{token} never expires; its new token lives for a year, because nobody knows whether an account takes an expiry back. "
            + "Give -Lifetime for another time.";

    public static string OwnerChanges(DtToken token, ForeignText owner) =>
        $"{token} belongs to {new ForeignText(token.Owner)}; the new token belongs to {owner}, the owner of the token that "
            + "authenticates.";

    public static string PersonalToken(DtToken token) =>
        $"{token} is a personal access token: its copy is one as well, and acts with the permissions of "
            + $"{new ForeignText(token.Owner)}, whatever becomes of that person.";

    /// <param name="old">The token that is not revoked.</param>
    /// <param name="newId">Its successor.</param>
    /// <param name="command">What ends it after all, and how.</param>
    public static string OldStaysEnabled(DtToken old, string newId, string command) =>
        $"{old} stays enabled beside its successor {newId}; {command}.";

    public static string ActionCreate(bool isOfAccount) => isOfAccount ? "Create platform token" : "Create API token";

    public static string ActionRevoke(DtToken token) =>
        token.Kind == DtTokenKind.Platform ? "Make platform token inactive" : "Revoke API token";

    public static string ActionRestore(DtToken token) =>
        token.Kind == DtTokenKind.Platform ? "Make platform token active again" : "Restore API token";

    public static string ActionRemove(DtToken token) =>
        token.Kind == DtTokenKind.Platform ? DeletePlatformToken : StepTraits.DeleteForGood;

    public static string NoTokenOfId(ForeignText id) =>
        $"There is no token {id} in this environment." + AccountTexts.HintAt(id.ToString());

    public static string ScopesDiffer(ForeignText name, IReadOnlyList<string> missing, IReadOnlyList<string> surplus)
    {
        var lacks = missing.Count > 0 ? $" It lacks {new ForeignText(string.Join(", ", missing))}." : string.Empty;
        var extra = surplus.Count > 0
            ? $" It has {new ForeignText(string.Join(", ", surplus))}, which the file does not name."
            : string.Empty;
        return $"'{name}' has other scopes than its spec file says.{lacks}{extra} -ReconcileScopes mends that when the token is "
            + "rotated next.";
    }

    public static string SuccessorStays(DtToken successor) =>
        $"{successor} replaced this token and stays enabled, because something may use it. When nothing does, run Revoke-DtToken "
            + $"-Id {successor.Id}.";

    public static string RotationStands(string token, RotationState state, string reason) => $"{token}: {state}. {reason}";

    public const string Finishing = "The last ones";

    public static string ListingTookTooLong(string environment) =>
        $"The run was to end while the tokens of {environment} were listed: nothing was begun there. Give a longer "
            + "-TimeBudget, or run the command again later.";

    /// <summary>312 of 2 000.</summary>
    public static string Seen(long seen, long? total) =>
        total is null ? seen.ToString("N0", Grouped) : $"{seen.ToString("N0", Grouped)} of {total.Value.ToString("N0", Grouped)}";
}
