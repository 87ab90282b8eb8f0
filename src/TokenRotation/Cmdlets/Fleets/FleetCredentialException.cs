namespace TokenRotation.Cmdlets.Fleets;

/// <summary>There is no managing credential where the fleet file says that it lies.</summary>
public sealed class FleetCredentialException(string message, Exception? cause = null) : Exception(message, cause);
