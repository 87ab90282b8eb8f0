namespace TokenRotation.Simulation;

/// <summary>The rotation broke a promise.</summary>
/// <param name="invariant">
/// Which: I1 to I7, or I0 for a run that ends in an exception nobody expects, or never; G6, G7, G8 or G14 for a rule.
/// </param>
/// <param name="message">How.</param>
internal sealed class InvariantViolatedException(string invariant, string message) : Exception($"{invariant}: {message}")
{
    public string Invariant { get; } = invariant;
}
