using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Planning;

/// <summary>What the planner says of one rotation.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Step">What to do next; <see cref="RotationStep.None"/> while it waits or is left alone.</param>
/// <param name="Reason">Why, in a sentence for the admin.</param>
internal sealed record RotationPlan(RotationState State, RotationStep Step, string Reason)
{
    /// <summary>When there will be something to do (UTC); null if that is not a matter of time.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The successor that the plan is about, if there is one.</summary>
    public DtToken? Successor { get; init; }

    /// <summary>A step to take.</summary>
    public static RotationPlan Do(RotationState state, RotationStep step, string why) => new(state, step, why);

    /// <summary>Nothing to do before a time, or before something else has happened.</summary>
    public static RotationPlan Wait(RotationState state, string why, DateTimeOffset? until) =>
        Rest(state, why) with { NotBefore = until };

    /// <summary>Nothing to do.</summary>
    public static RotationPlan Rest(RotationState state, string why) => new(state, RotationStep.None, why);

    /// <summary>Nothing that a run may do: a person has to decide.</summary>
    public static RotationPlan Attention(string why) => Rest(RotationState.NeedsAttention, why);

    /// <summary>The same, or waiting, where this run was held up and the step may not be taken after a delay.</summary>
    public RotationPlan UnlessHeldUp(RotationFacts facts) => !facts.WasHeldUp || StepTraits.Of(Step).MayFollowDelay
        ? this
        : Wait(State, RotationReasons.HeldUp, null);

    /// <summary>
    /// The same after a step, or a look, that failed: a store that fails is no contradiction, and is asked again.
    /// </summary>
    public RotationPlan After(Exception failure) => failure is SecretStoreException and not NotATokenException
        ? this with { Reason = RotationReasons.StoreFailed(failure.Message) }
        : this;
}
