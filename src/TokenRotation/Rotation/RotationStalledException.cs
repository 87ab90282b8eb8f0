namespace TokenRotation.Rotation;

/// <summary>A step came back to where it started, again and again; the run leaves the rotation to a later one.</summary>
internal sealed class RotationStalledException(string message) : InvalidOperationException(message);
