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

    internal DtTokenRotation(string environment, RotationFacts facts, RotationPlan plan)
    {
        Id = facts.OldId;
        SuccessorId = plan.Successor?.Id ?? facts.Own?.Id;
        Name = NameStamp.Read(facts.Old?.Name ?? plan.Successor?.Name ?? string.Empty).BaseName;
        Environment = environment;
        State = plan.State;
        NextStep = plan.Step;
        Reason = plan.Reason;
        NotBefore = plan.NotBefore;
    }

    /// <summary>The ID of the token that is replaced.</summary>
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

    /// <summary>Why, and what an admin can do about it.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>When there will be something to do (UTC); null if that is not a matter of time.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Name, ID and state.</summary>
    public override string ToString() => $"{Name} ({Id}): {State}";
}
