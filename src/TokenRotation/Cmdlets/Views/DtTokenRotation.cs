using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation;

/// <summary>Where the rotation of a token stands, what comes next, and why. It holds no secret.</summary>
public sealed class DtTokenRotation
{
    /// <summary>One without a token behind it: what a mock returns.</summary>
    public DtTokenRotation()
    {
    }

    /// <param name="environment">The environment's base URL.</param>
    /// <param name="facts">What is known of the rotation.</param>
    /// <param name="plan">Where it stands.</param>
    /// <param name="lastSeen">The token that is replaced, as it was before it was deleted; null if that is not known.</param>
    /// <param name="madeId">The token that this run has made; null for none.</param>
    internal DtTokenRotation(
        string environment, RotationFacts facts, RotationPlan plan, DtToken? lastSeen = null, string? madeId = null)
    {
        var old = facts.Old ?? lastSeen;
        var successorId = plan.Successor?.Id ?? facts.Own?.Id ?? SuccessorOf(old) ?? madeId;
        Id = facts.NewName is null ? facts.OldId : successorId ?? string.Empty;
        SuccessorId = facts.NewName is null ? successorId : null;
        Name = facts.NewName ?? NameStamp.Read(old?.Name ?? plan.Successor?.Name ?? string.Empty).BaseName;
        Environment = environment;
        State = plan.State;
        NextStep = plan.Step;
        Reason = plan.Reason;
        NotBefore = plan.NotBefore;
        ProvedBy = facts.Own?.ProvedBy;
    }

    /// <summary>The ID of the token that is replaced; of one that a spec file has asked for, the ID that it has got.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>The ID of the token that replaces it, if there is one.</summary>
    public string? SuccessorId { get; init; }

    /// <summary>The token's name, without what the rotation has noted in it.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The base URL of the environment.</summary>
    public string Environment { get; init; } = string.Empty;

    /// <summary>Where the rotation stands.</summary>
    public RotationState State { get; init; }

    /// <summary>What Invoke-DtTokenRotation would do now; None while there is nothing to do.</summary>
    public RotationStep NextStep { get; init; }

    /// <summary>Why, and which command goes on.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>When there will be something to do (UTC); null if that is not a matter of time.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>
    /// Whose secret each entry of the store holds, and what is left there as pending, in a sentence; null without a store, and
    /// where nothing is under way that it matters for.
    /// </summary>
    public string? StoreHolds { get; init; }

    /// <summary>
    /// What has shown that a new platform token works; null for a classic one, and where this run has made none.
    /// </summary>
    public DtTokenProof? ProvedBy { get; init; }

    /// <summary>Name, ID and state.</summary>
    public override string ToString() => $"{Name} ({Id}): {State}";

    private static string? SuccessorOf(DtToken? old) =>
        old is not null && NameStamp.Read(old.Name).Stamp is { Kind: not StampKind.Pending } stamp ? stamp.PartnerId : null;
}
