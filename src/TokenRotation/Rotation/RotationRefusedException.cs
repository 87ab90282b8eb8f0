namespace TokenRotation.Rotation;

/// <summary>A token cannot or must not be replaced; nothing was changed.</summary>
public sealed class RotationRefusedException(string message) : InvalidOperationException(message);
