using TokenRotation.Api;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;

namespace TokenRotation.Rotation.Platform;

/// <summary>
/// Whether a platform token may be replaced, and what its successor is to be. Decided before anything changes.
/// </summary>
internal static class PlatformSuccessor
{
    /// <summary>Why the token must not be replaced, in a sentence; null if it may be.</summary>
    public static string? Refusal(DtToken old, RotationTarget target) =>
        string.IsNullOrWhiteSpace(old.Owner) ? PlatformMessages.NoOwner(old)
        : old.Resource.Count == 0 ? PlatformMessages.NoResource(old)
        : (target.Wish.Scopes ?? old.Scopes).Count == 0 ? RotationMessages.NoScopes(old)
        : SpecName(old, target).Length > LineageMark.LongestBaseName ? PlatformMessages.NameTooLong(old)
        : old is { ExpirationDate: not null, CreationDate: null } && target.Policy.Lifetime is null
        ? RotationMessages.LifetimeUnknown(old)
        : LifeOf(SpecFor(old, target)) < PlatformTimes.ShortestLife ? PlatformMessages.LifeTooShort(old)
        : null;

    /// <summary>
    /// What the successor is to be: like the old token, except for what the target names. Its name bears no mark yet.
    /// </summary>
    public static TokenSpec SpecFor(DtToken old, RotationTarget target) => new()
    {
        Name = SpecName(old, target),
        Scopes = target.Wish.Scopes ?? old.Scopes,
        Resource = old.Resource,
        User = old.Owner,
        Lifetime = target.Policy.Lifetime ?? SuccessorPlan.LifetimeOf(old),
    };

    /// <summary>How long such a token lives; whether an expiry can be taken from one again is not known, so none lives for ever.
    /// </summary>
    public static TimeSpan LifeOf(TokenSpec spec) => spec.Lifetime ?? PlatformTimes.LifeForNever;

    /// <summary>When such a token expires.</summary>
    public static DateTimeOffset EndOf(TokenSpec spec, DateTimeOffset created) =>
        spec is { Lifetime: null, ExpirationDate: { } date } ? date : created + LifeOf(spec);

    private static string SpecName(DtToken old, RotationTarget target) => target.Wish.Name ?? NameStamp.Read(old.Name).BaseName;
}
