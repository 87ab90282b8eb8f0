using TokenRotation.Api;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Targets;

/// <summary>
/// Whether a token may be replaced by this caller, and what its successor is to be. Decided before anything changes.
/// </summary>
internal static class SuccessorPlan
{
    /// <summary>Why the token must not be replaced, in a sentence; null if it may be.</summary>
    public static string? Refusal(DtToken old, RotationTarget target, DtToken caller, ApiCapabilities api)
    {
        var scopes = ScopesFor(old, target.Wish, api);
        return !MayManageTokens(caller, api) ? RotationMessages.CallerLacksScopes(caller, api)
            : old.AdditionalMetadata.Count > 0 && !target.Policy.Force ? RotationMessages.SharingToken(old)
            : old.IsAutomatic && !target.Policy.Force ? RotationMessages.AutomaticToken(old)
            : old.PersonalAccessToken && (!api.KnowsPersonalTokens || old.Owner != caller.Owner)
            ? RotationMessages.PersonalAccessToken(old)
            : scopes.Count == 0 ? RotationMessages.NoScopes(old)
            : old.Id == caller.Id && !api.CanManageTokens(scopes) ? RotationMessages.LosesManagement(old)
            : old is { ExpirationDate: not null, CreationDate: null } && target.Policy.Lifetime is null
            ? RotationMessages.LifetimeUnknown(old)
            : LosesItsEntry(old, target) ? RotationMessages.EntryIsLost(old)
            : null;
    }

    // Nothing but the new token carries what a mark has cut off the old one's name, and it does not where it has another.
    private static bool LosesItsEntry(DtToken old, RotationTarget target) =>
        target.Places.FollowTheName
        && target.Wish.Name is { } wanted
        && NameStamp.Read(old.Name).BaseName is var name
        && name != wanted
        && (name.Length > NameStamp.ShortestRoom || wanted.Length > NameStamp.LongestWholeName);

    // What a platform token may do is not known before it is refused.
    private static bool MayManageTokens(DtToken caller, ApiCapabilities api) => caller.IsOfAccount
        ? caller.Scopes.Count != 1
        : api.CanManageTokens(caller.Scopes);

    /// <summary>
    /// What the successor is to be: like the old token, except for what the target names. Its name bears no stamp yet.
    /// </summary>
    public static TokenSpec SpecFor(DtToken old, RotationTarget target, ApiCapabilities api) => new()
    {
        Name = target.Wish.Name ?? NameStamp.Read(old.Name).BaseName,
        Scopes = ScopesFor(old, target.Wish, api),
        Lifetime = target.Policy.Lifetime ?? LifetimeOf(old),
        PersonalAccessToken = old.PersonalAccessToken,
    };

    /// <summary>The old token's scopes that no new token can be given.</summary>
    public static IReadOnlyList<string> ScopesLost(DtToken old, SuccessorWish wish, ApiCapabilities api) =>
        wish.Scopes is null && !api.GrantsEveryScope ? old.Scopes.Where(ApiScopes.NotGrantable.Contains).ToList() : [];

    /// <summary>The lifetime that a token was given when it was made; null for one that never expires.</summary>
    /// <exception cref="RotationRefusedException">It expires, and the server does not say when it was made.</exception>
    public static TimeSpan? LifetimeOf(DtToken token) => token is { ExpirationDate: not null, CreationDate: null }
        ? throw new RotationRefusedException(RotationMessages.LifetimeUnknown(token))
        : token.ExpirationDate - token.CreationDate;

    private static IReadOnlyList<string> ScopesFor(DtToken old, SuccessorWish wish, ApiCapabilities api) =>
        wish.Scopes ?? old.Scopes.Except(ScopesLost(old, wish, api)).ToList();
}
