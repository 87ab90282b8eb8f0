namespace TokenRotation.Rotation.Tenant;

/// <summary>Keeps two runs that know of each other from working on the same token at a time.</summary>
internal interface IRunnerLocks
{
    /// <summary>Takes the lock of a token; null if another run holds it.</summary>
    IDisposable? TryTake(string environment, string tokenId);
}
