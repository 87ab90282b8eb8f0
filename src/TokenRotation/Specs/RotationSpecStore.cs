namespace TokenRotation.Specs;

/// <summary>Where a spec file wants a token's secret stored. What is null, the file leaves open.</summary>
/// <param name="Vault">The vault's name.</param>
/// <param name="SecretName">The secret's name; <c>{Name}</c> and <c>{Environment}</c> stand for the token's.</param>
internal sealed record RotationSpecStore(string? Vault, string? SecretName)
{
    /// <summary>
    /// A token's stores, with the defaults' word on what they leave open: what only the defaults say, each of them.
    /// </summary>
    public static IReadOnlyList<RotationSpecStore> Over(
        IReadOnlyList<RotationSpecStore> own, IReadOnlyList<RotationSpecStore> defaults) =>
        own.Count == 0 ? defaults
        : defaults.Count == 0 ? own
        : own.SelectMany(store => defaults.Select(store.Over)).Distinct().ToList();

    /// <summary>This store, with the other's word on what this one leaves open.</summary>
    public RotationSpecStore Over(RotationSpecStore defaults) => new(Vault ?? defaults.Vault, SecretName ?? defaults.SecretName);
}
