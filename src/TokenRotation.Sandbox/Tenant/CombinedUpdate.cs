namespace TokenRotation.Sandbox.Tenant;

/// <summary>What a PUT does that has <c>enabled</c> and <c>name</c> in it.</summary>
public enum CombinedUpdate
{
    /// <summary>Both.</summary>
    Applied,

    /// <summary>It changes <c>enabled</c>; the name stays.</summary>
    NameIgnored,

    /// <summary>Nothing: 400.</summary>
    Refused,
}
