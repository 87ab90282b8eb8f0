using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Secrets;

namespace TokenRotation.Specs;

/// <summary>Reads the tokens of a spec file, and the defaults that they share.</summary>
internal sealed class RotationSpecReader(SpecFaults faults, DateTimeOffset now)
{
    private static readonly string[] Shared = ["environment", "environments", "policy", "store"];

    private readonly TokenSpecReader _tokens = new(faults, now);

    /// <summary>The properties of a token.</summary>
    public static IReadOnlyList<string> Properties { get; } =
        [.. TokenSpecReader.Properties, .. TokenSpecReader.PlatformProperties, .. Shared];

    /// <summary>The properties of the defaults.</summary>
    public static IReadOnlyList<string> DefaultProperties { get; } = Shared;

    /// <summary>The properties of a store.</summary>
    public static IReadOnlyList<string> StoreProperties { get; } = ["vault", "secretName"];

    /// <summary>The defaults of a file; those that say nothing if it has none.</summary>
    public RotationSpecDefaults ReadDefaults(SpecObject file) =>
        file.Object("defaults", DefaultProperties, SpecMessages.AnObjectWith(DefaultProperties)) is { } defaults
            ? new RotationSpecDefaults(Environments(defaults), RotationSpecPolicyReader.Read(defaults), ReadStores(defaults))
            : RotationSpecDefaults.Empty;

    /// <summary>One token; null if it has a fault.</summary>
    public RotationSpec? Read(SpecNode node, string? path, RotationSpecDefaults defaults)
    {
        var before = faults.Count;
        IReadOnlyList<string> known = path is null ? [.. Properties, "$schema"] : Properties;
        if (SpecObject.Read(node, path, known, faults, SpecMessages.ATokenSpec) is not { } entry)
        {
            return null;
        }

        var token = _tokens.Read(entry);
        entry.Text("$schema");
        var policy = RotationSpecPolicyReader.Read(entry);
        var hasExpiry = token.Lifetime is not null || token.ExpirationDate is not null;
        if (hasExpiry && policy.Lifetime is not null)
        {
            entry.Fault("policy", SpecMessages.TwoLifetimes);
        }

        policy = policy.Over(defaults.Policy);
        var stores = RotationSpecStore.Over(ReadStores(entry), defaults.Stores);
        if (stores.Any(store => store.Vault is null) && stores.Any(store => store.Vault is not null))
        {
            entry.Fault("store", SpecMessages.SomeStoresLackVault);
        }

        var environments = Environments(entry) ?? defaults.Environments;
        CheckKind(entry, token, environments);
        var spec = new RotationSpec(
            hasExpiry ? token : token with { Lifetime = policy.Lifetime },
            environments,
            hasExpiry ? policy with { Lifetime = null } : policy,
            stores,
            faults.LineOf(node.Offset));
        if (spec.Layer.Conflict() is { } conflict)
        {
            entry.Fault("policy", SpecMessages.Contradicts(conflict));
        }

        return faults.Count == before ? spec : null;
    }

    /// <summary>The places of <c>store</c>; none if it is missing.</summary>
    public static IReadOnlyList<RotationSpecStore> ReadStores(SpecObject entry) =>
        entry.Objects("store", StoreProperties, SpecMessages.Stores(StoreProperties)).Select(Store).ToList();

    private static RotationSpecStore Store(SpecObject store)
    {
        var secretName = store.Text("secretName");
        try
        {
            _ = secretName is null ? null : SecretName.Parse(secretName);
        }
        catch (SecretNameException exception)
        {
            store.Fault("secretName", exception.Message);
        }

        return new RotationSpecStore(store.Text("vault"), secretName);
    }

    private List<string>? Environments(SpecObject entry)
    {
        if (entry["environment"] is not null && entry["environments"] is not null)
        {
            entry.Fault("environments", SpecMessages.TwoEnvironments);
        }

        if (entry.Text("environment") is { } one)
        {
            return Environment(entry, entry["environment"]!, "environment") ? [one] : null;
        }

        return entry.Texts("environments", SpecMessages.Environments) is { } all
            ? [.. all.Where(
                environment => Environment(entry, environment, "environments")).Select(environment => environment.Text)]
            : null;
    }

    // A platform token belongs to an account, a classic one to an environment.
    private static void CheckKind(SpecObject entry, TokenSpec token, IReadOnlyList<string>? environments)
    {
        var isPlatform = token.Resource.Count > 0;
        if (token.Resource.Any(name => !AccountAddress.IsResource(name)))
        {
            entry.Fault("resource", SpecMessages.Wants(SpecMessages.Resource));
        }

        if (isPlatform && token.PersonalAccessToken)
        {
            entry.Fault("personalAccessToken", SpecMessages.PlatformIsNotPersonal);
        }

        if (!isPlatform && token.User is not null)
        {
            entry.Fault("user", SpecMessages.UserNeedsResource);
        }

        if (environments is { Count: > 0 } && environments.All(name => AccountAddress.IsUrn(name) != isPlatform))
        {
            entry.Fault(
                entry["environments"] is null ? "environment" : "environments",
                isPlatform ? SpecMessages.PlatformNeedsAccount : SpecMessages.AccountNeedsResource);
        }
    }

    private bool Environment(SpecObject entry, SpecNode environment, string property)
    {
        if (AccountAddress.IsUrn(environment.Text))
        {
            return true;
        }

        try
        {
            EnvironmentUrl.Parse(environment.Text);
            return true;
        }
        catch (EnvironmentUrlException exception)
        {
            faults.Add(environment.Offset, entry.PathOf(property), exception.Message);
            return false;
        }
    }
}
