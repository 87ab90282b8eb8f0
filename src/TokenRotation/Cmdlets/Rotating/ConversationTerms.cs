using TokenRotation.Cmdlets.Stores;
using TokenRotation.Rotation.Targets;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>What the user asked of a run, as far as it decides what is said and given to him.</summary>
/// <param name="Wish">How new tokens are to differ from old ones.</param>
/// <param name="Destination">Where secrets go; null for the pipeline.</param>
/// <param name="GoesThroughAll">He asked for all rotations of an environment, and for none of them by itself.</param>
/// <param name="AsPlainText">New tokens are emitted as plain text.</param>
/// <param name="EmitsStates">He is given the state of each rotation, and no secrets.</param>
/// <param name="After">Makes consumers read the store again; null for nothing.</param>
internal sealed record ConversationTerms(
    SuccessorWish Wish,
    SecretDestination? Destination,
    bool GoesThroughAll,
    bool AsPlainText,
    bool EmitsStates = false,
    ConsumerScript? After = null);
