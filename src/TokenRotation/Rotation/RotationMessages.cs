using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Targets;
using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation.Rotation;

/// <summary>What a rotation says when it cannot go on.</summary>
internal static class RotationMessages
{
    public const string NotEnabled = "it is not enabled";

    public const string SpreadWithoutSchedule =
        "-Spread puts due times off, and a token that is named is due at once. Give -ExpiringWithin, -MaximumAge or "
            + "-LifetimeFraction as well.";

    public const string SpreadPastExpiry =
        "-Spread is not shorter than -ExpiringWithin: tokens would expire before they are rotated. Shorten it.";
    public const string FractionOutOfRange =
        "-LifetimeFraction is a share of the lifetime, more than 0 and less than 1: 0.66 for two thirds.";
    public const string DueAgainAtOnce =
        "-Lifetime is not longer than -ExpiringWithin: the new token would be due at once. Lengthen it.";
    public const string OverlapOutlivesSuccessor =
        "-Lifetime is not longer than -Overlap: the new token would expire before the old one is revoked. Lengthen it.";
    public const string CompromisedWithOverlap =
        "-Compromised revokes the old token first: -Overlap and -RequireUse cannot be given with it.";
    public const string CompromisedWithSchedule =
        "A compromised token is due at once: a schedule cannot be given with -Compromised.";
    public const string DeadlineMissing =
        "-WhenUnused Warn and Force need -UseDeadline: how long the new token's use is waited for.";
    public const string DeadlineBeforeIdle =
        "-UseDeadline is shorter than -IdleFor: the old token could never be idle for so long in time. Lengthen it.";

    public static string Contradicts(PolicyConflict conflict) => conflict switch
    {
        PolicyConflict.SpreadWithoutSchedule => SpreadWithoutSchedule,
        PolicyConflict.SpreadPastExpiry => SpreadPastExpiry,
        PolicyConflict.FractionOutOfRange => FractionOutOfRange,
        PolicyConflict.DueAgainAtOnce => DueAgainAtOnce,
        PolicyConflict.OverlapOutlivesSuccessor => OverlapOutlivesSuccessor,
        PolicyConflict.CompromisedWithOverlap => CompromisedWithOverlap,
        PolicyConflict.CompromisedWithSchedule => CompromisedWithSchedule,
        PolicyConflict.DeadlineMissing => DeadlineMissing,
        _ => DeadlineBeforeIdle,
    };

    /// <summary>What of the policy is shorter than somebody said, a sentence each.</summary>
    public static IEnumerable<string> GaveWay(RotationFacts facts) =>
        facts.Policy.GaveWay.Select(concession => GaveWay(concession, Subject(facts)));

    /// <summary>The token that a rotation is about, by name and ID as far as they are known.</summary>
    public static string Subject(RotationFacts facts) =>
        facts.Old?.ToString() ?? (facts.NewName is { } name ? ServerText.Shown(name) : facts.OldId);

    private static string GaveWay(PolicyConcession concession, string token) => concession == PolicyConcession.DueWindow
        ? $"{token} lives no longer than the time before expiry at which it would be due, so it is due after two thirds of its "
            + "life instead. Give it a longer lifetime, or a shorter -ExpiringWithin."
        : $"{token} lives no longer than the overlap, so old and new are valid together for two thirds of its life only. Give "
            + "it a longer lifetime, or a shorter -Overlap.";

    public static string Revoked(DtToken token) =>
        $"{token} is revoked, and a revoked token is not rotated. Restore-DtToken enables it again.";

    public static string SharingToken(DtToken token) =>
        $"{token} shares a dashboard or a report, and its replacement would not. Renew the share in Dynatrace instead; -Force "
            + "rotates it all the same.";

    public static string PersonalAccessToken(DtToken token) =>
        $"{token} is a personal access token. Only its owner can replace it, through API v2, with a token of the same owner.";

    public static string NoScopes(DtToken token) =>
        $"{token} has no scope that can be granted. Name the new token's scopes with -Scope.";

    public static string LosesManagement(DtToken token) =>
        $"{token} authenticates this connection, and the new token could not revoke it: its scopes lack apiTokens.read and "
            + "apiTokens.write, or TenantTokenManagement.";

    public static string EntryIsLost(DtToken token) =>
        $"{token} has an entry that bears its name, and the new token is to have another one: a rotation that is interrupted "
            + "would not find the entry again. Leave -NewName out, or give a -SecretName without {Name}.";

    public static string LifetimeUnknown(DtToken token) =>
        $"{token} expires, but the environment does not say when it was created. Give the new token's -Lifetime.";

    public static string NotVerified(string id, string reason) =>
        $"The new token {id} was created but could not be verified: {reason.TrimEnd('.')}. It is removed again, now or by a "
            + "later run; the old token is untouched.";

    public const string ExpiryMissing = "it never expires, and was asked to";

    public static string NotKept(string store, ForeignText entry, string id) =>
        $"{store} does not give back what was stored under '{entry}': the token {id}. Check the store, and run the command "
            + "again.";

    public static string NoFreeEntry(string store, ForeignText one, ForeignText other) =>
        $"{store} can remove nothing, and both '{one}' and '{other}' hold the secret of a new token that is not in use yet, or "
            + "something that is no token. Give -Discard, or empty the one whose token is not needed.";

    public static string OldSecretMissing(string store, ForeignText entry, DtToken old) =>
        $"{store} does not hold the secret of {old} under '{entry}': there is nothing to go back to. Put it there by hand "
            + $"and run the command again, or keep the new token with Complete-DtTokenRotation -Id {old.Id}.";

    public static string OldHasExpired(DtToken old, DtToken successor) =>
        $"{old} expired at {When.Utc(old.ExpirationDate!.Value)}: its secret works no longer, so there is nothing to go back to. "
            + $"Invoke-DtTokenRotation -Id {successor.Id} replaces the token that works by another one.";

    public static string SharedEntry(EntryClaim claim, EntryClaim other) =>
        $"{claim.Shown} and {other.Shown} would share an entry, '{new ForeignText(claim.Entry)}', and the secret of one would "
            + "take the place of the other's. Give a -SecretName with {Name}, or with {Environment} where they are of several "
            + "environments, or rotate one of them alone.";

    public static string MissingNeedsStore(TokenSpec spec) =>
        $"There is no token '{new ForeignText(spec.Name)}' yet, and nowhere to put the secret of a new one. Name a store in the "
            + "file, or with -Vault or -Store.";

    public static string ChangedMeanwhile(string store, ForeignText entry, DtToken old) =>
        $"{store} was given another secret under '{entry}' while the old token was being revoked. {old} is enabled again. Look "
            + "who writes there, and run the command again.";

    public static string Stalled(RotationPlan plan) =>
        $"The rotation came back to the step {plan.Step} again and again, and was left as it is for a later run. "
            + plan.Reason;

    public static string CallerLacksScopes(DtToken caller, ApiCapabilities api) =>
        $"The token that authenticates, {caller}, lacks {string.Join(" and ", api.ManagementScopes.Except(caller.Scopes))}: it "
            + "cannot rotate tokens. "
        + $"Connect with one that has {string.Join(" and ", api.ManagementScopes)}.";

    public static string AutomaticToken(DtToken token) =>
        $"{token} belongs to no user: the environment made it for itself. -Force rotates it all the same.";

    public static string OtherToken(string id) => $"the environment takes it for {id}";

    public static string ScopesMissing(IEnumerable<string> scopes) =>
        "it lacks the scopes " + ServerText.Shown(string.Join(", ", scopes));
}
