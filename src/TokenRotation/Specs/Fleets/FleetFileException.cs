namespace TokenRotation.Specs.Fleets;

/// <summary>A fleet file cannot be used. The message has a line for each fault: the file, the place and what to change.</summary>
/// <param name="failure">What its reader found.</param>
public sealed class FleetFileException(TokenSpecFileException failure) : FormatException(failure.Message, failure)
{
    /// <summary>What is wrong, in the order in which it was found: at least one.</summary>
    public IReadOnlyList<SpecFault> Faults { get; } = failure.Faults;
}
