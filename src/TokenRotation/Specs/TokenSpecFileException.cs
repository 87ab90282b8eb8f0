namespace TokenRotation.Specs;

/// <summary>
/// A spec file cannot be used. The message has a line for each fault, which names the file, the place and the property, and
/// what to change.
/// </summary>
public sealed class TokenSpecFileException : FormatException
{
    /// <summary>Made of at least one fault.</summary>
    public TokenSpecFileException(string file, IReadOnlyList<SpecFault> faults)
        : base(SpecMessages.Faults(file, faults))
    {
        File = file;
        Faults = faults;
    }

    /// <summary>The file, as its reader called it.</summary>
    public string File { get; }

    /// <summary>
    /// What is wrong, in the order in which it was found: at least one, and at most as many as are worth reading.
    /// </summary>
    public IReadOnlyList<SpecFault> Faults { get; }

    /// <summary>The line of the first fault, from 1.</summary>
    public int Line => Faults[0].Line;

    /// <summary>
    /// The property of the first fault, for example <c>expiresIn.unit</c>; null when it is the file as a whole.
    /// </summary>
    public string? Property => Faults[0].Property;
}
