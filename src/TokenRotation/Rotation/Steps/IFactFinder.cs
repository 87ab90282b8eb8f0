using TokenRotation.Rotation.Planning;

namespace TokenRotation.Rotation.Steps;

/// <summary>Finds out where the rotation of one token stands, whatever kind it is of.</summary>
internal interface IFactFinder
{
    /// <summary>What the tokens show, and as far as it matters the store.</summary>
    Task<RotationFacts> ObserveAsync();

    /// <summary>What the tokens show.</summary>
    Task<RotationFacts> ObserveTenantAsync();

    /// <summary>The facts with what the store holds, as far as it matters.</summary>
    Task<RotationFacts> ReadStoreOnceAsync(RotationFacts facts);

    /// <summary>The facts anew, as they are by now.</summary>
    Task<RotationFacts> RefreshAsync(RotationFacts facts);
}
