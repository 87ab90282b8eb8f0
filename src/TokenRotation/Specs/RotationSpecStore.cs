namespace TokenRotation.Specs;

/// <summary>Where a spec file wants a token's secret stored. What is null, the file leaves open.</summary>
/// <param name="Vault">The vault's name.</param>
/// <param name="SecretName">The secret's name; <c>{Name}</c> and <c>{Environment}</c> stand for the token's.</param>
internal sealed record RotationSpecStore(string? Vault, string? SecretName)
{
    /// <summary>A file that says nothing.</summary>
    public static RotationSpecStore Empty { get; } = new(null, null);

    /// <summary>This store, with the other's word on what this one leaves open.</summary>
    public RotationSpecStore Over(RotationSpecStore defaults) => new(Vault ?? defaults.Vault, SecretName ?? defaults.SecretName);
}
