namespace TokenRotation.Cmdlets.Rotating;

/// <summary>The process was told to end while rotations were under way.</summary>
public sealed class ProcessEndingException() : Exception(
    "The process was told to end: what had begun has come to a safe point, and nothing more was begun.");
