namespace TokenRotation.Specs;

/// <summary>Collects what is wrong in a spec file, so that it is told all at once.</summary>
internal sealed class SpecFaults(SpecText text)
{
    private const int MaximumCount = 20;

    private readonly List<SpecFault> _faults = [];
    private readonly List<string> _warnings = [];

    /// <summary>What may be wrong, and is left to the server to judge.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>How many faults there are so far.</summary>
    public int Count => _faults.Count;

    /// <summary>Notes a fault.</summary>
    /// <param name="offset">The byte where it stands.</param>
    /// <param name="property">The path of the property; null for the file as a whole.</param>
    /// <param name="message">What is wrong and what to change.</param>
    /// <exception cref="TokenSpecFileException">There are so many that the rest would not be read.</exception>
    public void Add(int offset, string? property, string message)
    {
        var (line, column) = text.PlaceOf(offset);
        _faults.Add(new SpecFault(line, column, property, message));
        if (_faults.Count == MaximumCount)
        {
            ThrowIfAny();
        }
    }

    /// <summary>Notes what may be wrong.</summary>
    public void Warn(int offset, string property, string message)
    {
        var (line, column) = text.PlaceOf(offset);
        _warnings.Add(SpecMessages.Fault(text.File, new SpecFault(line, column, property, message)));
    }

    /// <summary>The line where a byte stands, from 1.</summary>
    public int LineOf(int offset) => text.PlaceOf(offset).Line;

    /// <summary>Ends the reading of a file with faults.</summary>
    /// <exception cref="TokenSpecFileException">There are faults.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0)
        {
            throw new TokenSpecFileException(text.File, [.. _faults]);
        }
    }
}
