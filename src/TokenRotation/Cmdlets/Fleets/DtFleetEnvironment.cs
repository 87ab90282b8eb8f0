using System.Collections;
using TokenRotation.Rotation.Policies;
using TokenRotation.Specs.Fleets;

namespace TokenRotation;

/// <summary>
/// What a fleet file says of an environment or an account that is connected by it: which of its tokens are to be rotated, and
/// how. Of an account that has neither Specs nor Names, none are.
/// </summary>
public sealed class DtFleetEnvironment
{
    /// <summary>Which share of how many it is in, as 3/10; null where the whole fleet is served.</summary>
    public string? Shard { get; init; }

    /// <summary>The spec files of its tokens, whole paths; none where Policy decides.</summary>
    public IReadOnlyList<string> Specs { get; init; } = [];

    /// <summary>The names of the tokens that Policy is for, with wildcards; none for all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The policy, by the names of Invoke-DtTokenRotation's parameters, to be splatted.</summary>
    public IDictionary Policy { get; init; } = new Hashtable();

    /// <summary>The vaults that all hold the tokens' secrets, where a spec file names none.</summary>
    public IReadOnlyList<string> Vault { get; init; } = [];

    /// <summary>The names of their entries, where a spec file names none.</summary>
    public IReadOnlyList<string> SecretName { get; init; } = [];

    /// <summary>How many tokens are worked on at a time; null for the usual number.</summary>
    public int? ThrottleLimit { get; init; }

    /// <summary>Whose tokens, and which share, in a few words.</summary>
    public override string ToString() => string.Join(
        ", ",
        new[] { Shard is null ? null : $"share {Shard}" }.Concat(Specs).Concat(Names).Where(part => part is not null));

    internal static DtFleetEnvironment Of(FleetTerms terms, Shard? shard, string folder) => new()
    {
        Shard = shard?.ToString(),
        Specs = [.. terms.Specs.Select(spec => System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, spec)))],
        Names = terms.Names,
        Policy = ParametersOf(terms.Policy),
        Vault = [.. terms.Stores.Select(store => store.Vault).OfType<string>().Distinct()],
        SecretName = [.. terms.Stores.Select(store => store.SecretName).OfType<string>().Distinct()],
        ThrottleLimit = terms.ThrottleLimit,
    };

    private static Hashtable ParametersOf(PolicyLayer policy)
    {
        (string Name, object? Value)[] parameters =
        [
            (nameof(policy.ExpiringWithin), policy.ExpiringWithin),
            (nameof(policy.MaximumAge), policy.MaximumAge),
            (nameof(policy.LifetimeFraction), policy.LifetimeFraction),
            (nameof(policy.Spread), policy.Spread),
            (nameof(policy.Overlap), policy.Overlap),
            (nameof(policy.GracePeriod), policy.GracePeriod),
            (nameof(policy.Lifetime), policy.Lifetime),
            (nameof(policy.RequireUse), policy.RequireUse),
            (nameof(policy.IdleFor), policy.IdleFor),
            ("UseDeadline", policy.Deadline),
            (nameof(policy.WhenUnused), policy.WhenUnused),
        ];
        var given = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in parameters.Where(parameter => parameter.Value is not null))
        {
            given.Add(name, value);
        }

        return given;
    }
}
