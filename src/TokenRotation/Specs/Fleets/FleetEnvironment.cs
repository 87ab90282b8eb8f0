using TokenRotation.Api.Connecting;

namespace TokenRotation.Specs.Fleets;

/// <summary>One environment of a fleet, the file's defaults included.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Credential">Where its managing credential lies.</param>
/// <param name="Terms">Which of its tokens are rotated, and how.</param>
internal sealed record FleetEnvironment(EnvironmentUrl Url, FleetCredential Credential, FleetTerms Terms);
