namespace TokenRotation.Specs.Fleets;

/// <summary>What names a share of a fleet names none.</summary>
public sealed class ShardException(string message) : FormatException(message);
