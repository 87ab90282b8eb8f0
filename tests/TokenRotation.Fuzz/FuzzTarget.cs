namespace TokenRotation.Fuzz;

/// <summary>Something that reads what others wrote.</summary>
/// <param name="Name">As the report shows it.</param>
/// <param name="Seeds">Well-formed inputs and near misses, to be mutated.</param>
/// <param name="Read">
/// Reads an input. Throws only where it found a defect: the errors that the reader documents are caught.
/// </param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<string> Seeds, Action<string> Read);
