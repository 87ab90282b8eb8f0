using TokenRotation.Cmdlets.Connections;
using TokenRotation.Specs.Fleets;

namespace TokenRotation.Cmdlets.Fleets;

/// <summary>What came of connecting to one environment of a fleet.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Made">The connection; null if none came about.</param>
/// <param name="Failure">What stood in the way; null if nothing did.</param>
internal sealed record FleetConnection(FleetEnvironment Environment, MadeConnection? Made, Exception? Failure);
