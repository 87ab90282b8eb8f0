namespace TokenRotation.Rotation.Planning;

/// <content>What is different where the old secret has leaked: its token goes first, and waits for nobody.</content>
internal sealed partial class Situation
{
    /// <summary>A compromised token goes first; the one that authenticates as soon as its successor is in its place.</summary>
    public bool MustRevokeFirst => HasLeaked && Facts.MayBegin && !OldAuthenticates;

    /// <summary>The leaked token authenticates, and nothing that concerns its own successor stands in the way.</summary>
    public bool MustMakeFirst =>
        CallerHasLeaked && Own is null && Facts is { MayBegin: true, Refusal: null } && !StoreHoldsAnother && EntryIsTheTokens
        // What dead runs have left there is gone on with, or goes first.
        && Facts.Store is not { IsFull: true };

    /// <summary>
    /// Another run has been elected, or it is too late for a commit mark, or somebody has gone back from the old token. Who
    /// replaces the leaked token that authenticates gives way to nobody.
    /// </summary>
    public bool MustGiveUp =>
        Own is not null
        && ((Elected?.Id != Own.Id && !CallerHasLeaked) || IsLate(Own.CreationDate) || OldIsGivenUp);

    /// <summary>Somebody has gone back from the old token to the one that it had replaced: nothing takes its place.</summary>
    public bool OldIsGivenUp => Stamp?.OriginId is not null && Old is { Enabled: false } && !Facts.Policy.Compromised;

    /// <summary>The leaked token is revoked, and no secret of this run takes its place: somebody has to go on.</summary>
    public bool WaitsAfterLeak =>
        Facts.Policy.Compromised && Old is not null && !IsHandedOver
        && (!IsRevokedWithSuccessor || PartnerIsElsewhere || (PartnerIsPending && HasStore && !HeirIsCurrent));

    private bool HasLeaked => Facts.Policy.Compromised && Old is { Enabled: true };

    private bool CallerHasLeaked => HasLeaked && OldAuthenticates;
}
