using TokenRotation.Cmdlets.Stores;
using TokenRotation.Specs;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>Which tokens the user named in one environment, collected from all records of a pipeline.</summary>
internal sealed class RotationWishes
{
    /// <summary>Every rotation that is under way.</summary>
    public bool All { get; set; }

    /// <summary>Old tokens, by their IDs.</summary>
    public HashSet<string> Ids { get; } = new(StringComparer.Ordinal);

    /// <summary>Old tokens that a pipeline has brought, by their IDs: nobody has looked at each of them.</summary>
    public HashSet<string> PipedIds { get; } = new(StringComparer.Ordinal);

    /// <summary>Old tokens, by their names.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Tokens of spec files, each with the store that its secret belongs to.</summary>
    public List<(RotationSpec Spec, SecretDestination? Destination)> Specs { get; } = [];
}
