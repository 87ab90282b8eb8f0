using System.Text.RegularExpressions;
using TokenRotation.Api.Connecting;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Policies;
using TokenRotation.Secrets;

namespace TokenRotation.Specs.Fleets;

/// <summary>Reads the environments of a fleet file, and the defaults that they share.</summary>
internal sealed class FleetReader(SpecFaults faults)
{
    private static readonly Regex VariableName = new(
        @"\A[A-Za-z_]([A-Za-z0-9_]|\{Environment\})*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private readonly Dictionary<string, int> _lineByUrl = new(StringComparer.Ordinal);

    /// <summary>The properties that say which tokens are rotated, and how.</summary>
    public static IReadOnlyList<string> TermsProperties { get; } = ["specs", "names", "policy", "store", "throttleLimit"];

    /// <summary>What the defaults may say.</summary>
    public static IReadOnlyList<string> DefaultProperties { get; } = ["credential", .. TermsProperties];

    /// <summary>The properties of an environment.</summary>
    public static IReadOnlyList<string> Properties { get; } = ["environment", .. DefaultProperties];

    /// <summary>The properties of a credential's place.</summary>
    public static IReadOnlyList<string> CredentialProperties { get; } = ["vault", "entry", "variable", "file", "mintFor"];

    /// <summary>The defaults of a file; those that say nothing if it has none.</summary>
    public static Entry ReadDefaults(SpecObject file) =>
        file.Object("defaults", DefaultProperties, SpecMessages.AnObjectWith(DefaultProperties)) is { } defaults
            ? ReadEntry(defaults)
            : Entry.Empty;

    /// <summary>The environments; those that have a fault are left out.</summary>
    public List<FleetEnvironment> Read(IReadOnlyList<SpecNode> items, Entry defaults) =>
        [.. items.Select((item, index) => Read(item, $"environments[{index}]", defaults)).OfType<FleetEnvironment>()];

    private FleetEnvironment? Read(SpecNode node, string path, Entry defaults)
    {
        var before = faults.Count;
        if (SpecObject.Read(node, path, Properties, faults, FleetMessages.AnEnvironment) is not { } entry)
        {
            return null;
        }

        var url = Url(entry, node);
        var own = ReadEntry(entry);
        var credential = own.Credential ?? defaults.Credential;
        if (credential is null && entry["credential"] is null)
        {
            entry.Fault("credential", FleetMessages.CredentialIsMissing);
        }

        if (credential?.MintFor is not null && url is { ClusterText: null })
        {
            entry.Fault("credential", FleetMessages.MintsForNoCluster);
        }

        var terms = Terms(entry, own, defaults);
        return faults.Count > before || url is null || credential is null ? null : new FleetEnvironment(url, credential, terms);
    }

    /// <summary>Which tokens are rotated, and how; what contradicts itself is a fault.</summary>
    public static FleetTerms Terms(SpecObject entry, Entry own, Entry defaults)
    {
        var specs = own.Specs ?? (own.Names is null ? defaults.Specs : null) ?? [];
        var names = own.Names ?? (own.Specs is null ? defaults.Names : null) ?? [];
        var policy = own.Policy.Over(defaults.Policy);
        if (specs.Count > 0 && names.Count > 0)
        {
            entry.Fault("names", FleetMessages.SpecsAndNames);
        }

        if (specs.Count > 0 && policy.Lifetime is not null)
        {
            entry.Fault("policy", FleetMessages.LifetimeBesideSpecs);
        }

        if ((policy with { IsScheduled = specs.Count > 0 }).Conflict() is { } conflict)
        {
            entry.Fault("policy", SpecMessages.Contradicts(conflict));
        }

        var stores = RotationSpecStore.Over(own.Stores, defaults.Stores);
        CheckStores(entry, stores);
        return new FleetTerms(specs, names, policy, stores, own.ThrottleLimit ?? defaults.ThrottleLimit);
    }

    // -Vault and -SecretName say no more than this: every vault gets every entry.
    private static void CheckStores(SpecObject entry, IReadOnlyList<RotationSpecStore> stores)
    {
        var vaults = stores.Select(store => store.Vault).Distinct().ToList();
        if (vaults.Count > 1 && vaults.Contains(null))
        {
            entry.Fault("store", SpecMessages.SomeStoresLackVault);
        }
        else if (vaults.Count * stores.Select(store => store.SecretName).Distinct().Count() != stores.Distinct().Count())
        {
            entry.Fault("store", FleetMessages.EntriesOfVaultsDiffer);
        }
    }

    private EnvironmentUrl? Url(SpecObject entry, SpecNode node)
    {
        if (entry["environment"] is null)
        {
            entry.Fault("environment", SpecMessages.PropertyIsMissing);
        }

        if (entry.Text("environment") is not { } text)
        {
            return null;
        }

        try
        {
            var url = EnvironmentUrl.Parse(text);
            if (_lineByUrl.TryGetValue(url.Text, out var line))
            {
                entry.Fault("environment", FleetMessages.EnvironmentIsRepeated(line));
                return null;
            }

            _lineByUrl.Add(url.Text, faults.LineOf(node.Offset));
            return url;
        }
        catch (EnvironmentUrlException exception)
        {
            entry.Fault("environment", exception.Message);
            return null;
        }
    }

    /// <summary>What stands in an environment, an account or the defaults.</summary>
    public static Entry ReadEntry(SpecObject entry) => new(
        Credential(entry),
        Texts(entry, "specs", FleetMessages.SpecFiles),
        Texts(entry, "names", FleetMessages.Names),
        RotationSpecPolicyReader.Read(entry),
        RotationSpecReader.ReadStores(entry),
        ThrottleLimit(entry));

    private static IReadOnlyList<string>? Texts(SpecObject entry, string property, string wanted) =>
        entry.Texts(property, wanted) is { } texts ? [.. texts.Select(text => text.Text)] : null;

    private static int? ThrottleLimit(SpecObject entry)
    {
        if (entry["throttleLimit"] is not { } node)
        {
            return null;
        }

        if (node.AsWholeNumber is >= 1 and <= RotationOptions.MaximumThrottleLimit)
        {
            return (int)node.AsWholeNumber;
        }

        entry.Fault("throttleLimit", SpecMessages.Wants(FleetMessages.AThrottle(RotationOptions.MaximumThrottleLimit)));
        return null;
    }

    // Null where nothing is said, and where a fault is.
    private static FleetCredential? Credential(SpecObject entry)
    {
        if (entry.Object("credential", CredentialProperties, FleetMessages.AnObjectForCredential) is not { } place)
        {
            return null;
        }

        var (vault, name) = (place.Text("vault"), place.Text("entry"));
        var (variable, file) = (place.Text("variable"), place.Text("file"));
        string?[] kinds = [vault ?? name, variable, file];
        if (kinds.Count(kind => kind is not null) != 1 || (vault is null) != (name is null))
        {
            entry.Fault("credential", SpecMessages.Wants(FleetMessages.AnObjectForCredential));
            return null;
        }

        var lies = name is not null ? VaultEntry(place, vault!, name)
            : file is not null ? new FleetCredential.MountedFile(file)
            : VariableName.IsMatch(variable!) ? new FleetCredential.Variable(variable!)
            : Faulty(place, "variable", SpecMessages.Wants(FleetMessages.AVariable));
        var mintFor = RotationSpecPolicyReader.Period(place, "mintFor");
        return lies is null ? null : lies with { MintFor = mintFor };
    }

    private static FleetCredential? VaultEntry(SpecObject place, string vault, string entry)
    {
        try
        {
            return SecretName.Parse(entry).HoldsName
                ? Faulty(place, "entry", FleetMessages.EntryHoldsName)
                : new FleetCredential.VaultEntry(vault, entry);
        }
        catch (SecretNameException exception)
        {
            return Faulty(place, "entry", exception.Message);
        }
    }

    private static FleetCredential? Faulty(SpecObject place, string property, string message)
    {
        place.Fault(property, message);
        return null;
    }

    /// <summary>What an environment, an account or the defaults say; what they leave open is null.</summary>
    internal sealed record Entry(
        FleetCredential? Credential,
        IReadOnlyList<string>? Specs,
        IReadOnlyList<string>? Names,
        PolicyLayer Policy,
        IReadOnlyList<RotationSpecStore> Stores,
        int? ThrottleLimit)
    {
        /// <summary>What says nothing.</summary>
        public static Entry Empty { get; } = new(null, null, null, PolicyLayer.Empty, [], null);
    }
}
