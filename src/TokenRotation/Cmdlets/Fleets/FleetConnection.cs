using TokenRotation.Cmdlets.Connections;

namespace TokenRotation.Cmdlets.Fleets;

/// <summary>What came of connecting to one environment or account of a fleet.</summary>
/// <param name="Member">The environment or account.</param>
/// <param name="Made">The connection; null if none came about.</param>
/// <param name="Failure">What stood in the way; null if nothing did.</param>
internal sealed record FleetConnection(FleetMember Member, MadeConnection? Made, Exception? Failure);
