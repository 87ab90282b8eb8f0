using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Steps;

namespace TokenRotation.Rotation;

/// <summary>
/// Whoever runs rotations: asked before steps that a user may want to confirm, told of the rest. Called from any thread.
/// </summary>
internal interface IRotationHost
{
    /// <summary>Asks whether a step may be taken. Asked for those that create, revoke or delete.</summary>
    Task<bool> ApproveAsync(RotationFacts facts, RotationPlan plan);

    /// <summary>Gives a new token to its consumer; comes back when the consumer has it.</summary>
    /// <exception cref="HandOverException">The consumer did not take it to the end.</exception>
    Task HandOverAsync(HandedOverToken token);

    /// <summary>
    /// The store's entry holds the new secret: whoever uses it may be told. Comes again where another run revokes the old token.
    /// </summary>
    /// <exception cref="Steps.ConsumerNotToldException">He could not be told: both tokens stay.</exception>
    Task PlacedAsync(RotationFacts facts);

    /// <summary>A step has been taken, or has failed.</summary>
    void Note(RotationNote note);

    /// <summary>From now on the calls are made as another token, because the one that made them is being replaced.</summary>
    void CallerReplaced(ITokenApi api, DtToken caller);

    /// <summary>A run is through with a token for now.</summary>
    Task ReportAsync(RotationReport report);
}
