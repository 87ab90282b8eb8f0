namespace TokenRotation.Rotation.Steps;

/// <summary>The pipeline did not take a new token to its end.</summary>
internal sealed class HandOverException(string message, Exception inner) : Exception(message, inner)
{
    /// <summary>Nobody was given its secret.</summary>
    public bool IsUntaken { get; init; }
}
