namespace TokenRotation.Sandbox.Tenant;

/// <summary>What to change of a token; a null leaves it as it is.</summary>
public sealed record TokenChange
{
    /// <summary>The new name.</summary>
    public string? Name { get; init; }

    /// <summary>False revokes, true restores.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The new scopes, all of them.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }
}
