namespace TokenRotation.Module.Tests.Support;

/// <summary>What a faulty answer of the sandbox says beside its status.</summary>
internal static class FaultHeaders
{
    /// <summary>Whoever is refused by a rate limit need not wait.</summary>
    public static IReadOnlyDictionary<string, string> AtOnce { get; } = new Dictionary<string, string> { ["Retry-After"] = "0" };
}
