using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;

namespace TokenRotation.Specs.Fleets;

/// <summary>Reads the accounts of a fleet file.</summary>
internal sealed class FleetAccountReader(SpecFaults faults)
{
    private readonly Dictionary<string, int> _lineByUuid = new(StringComparer.Ordinal);

    /// <summary>The properties of an account.</summary>
    public static IReadOnlyList<string> Properties { get; } =
        ["account", "credential", "accountUrl", "tokenUrl", .. FleetReader.TermsProperties];

    /// <summary>The accounts; those that have a fault are left out.</summary>
    public List<FleetAccount> Read(IReadOnlyList<SpecNode> items) =>
        [.. items.Select((item, index) => Read(item, $"accounts[{index}]")).OfType<FleetAccount>()];

    private FleetAccount? Read(SpecNode node, string path)
    {
        var before = faults.Count;
        if (SpecObject.Read(node, path, Properties, faults, FleetMessages.AnAccount) is not { } entry)
        {
            return null;
        }

        var address = Address(entry, node);
        var tokenUrl = TokenUrlOf(entry);
        var own = FleetReader.ReadEntry(entry);
        var credential = own.Credential;
        if (entry["credential"] is null)
        {
            entry.Fault("credential", FleetMessages.ClientIsMissing);
        }

        if (credential?.MintFor is not null)
        {
            entry.Fault("credential", FleetMessages.MintsForNoAccount);
        }

        // An account holds the tokens of many people: none is rotated that nobody has named.
        var terms = FleetReader.Terms(entry, own, FleetReader.Entry.Empty);
        if (!terms.SayWhich && FleetReader.TermsProperties.FirstOrDefault(property => entry[property] is not null) is { } lonely)
        {
            entry.Fault(lonely, FleetMessages.NoPlatformTokensNamed);
        }

        return faults.Count > before || address is null || credential is null
            ? null
            : new FleetAccount(address, credential, tokenUrl, terms);
    }

    private AccountAddress? Address(SpecObject entry, SpecNode node)
    {
        if (entry["account"] is null)
        {
            entry.Fault("account", SpecMessages.PropertyIsMissing);
        }

        var url = Url(entry, "accountUrl");
        if (entry.Text("account") is not { } text)
        {
            return null;
        }

        try
        {
            var address = AccountAddress.Parse(text, url);
            if (_lineByUuid.TryGetValue(address.Uuid, out var line))
            {
                entry.Fault("account", FleetMessages.AccountIsRepeated(line));
                return null;
            }

            _lineByUuid.Add(address.Uuid, faults.LineOf(node.Offset));
            return address;
        }
        catch (AccountAddressException exception)
        {
            entry.Fault("account", exception.Message);
            return null;
        }
    }

    private static Uri? TokenUrlOf(SpecObject entry)
    {
        try
        {
            return Url(entry, "tokenUrl") is { } url ? TokenUrl.Check(url) : null;
        }
        catch (TokenUrlException exception)
        {
            entry.Fault("tokenUrl", exception.Message);
            return null;
        }
    }

    private static Uri? Url(SpecObject entry, string property)
    {
        if (entry.Text(property) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            return url;
        }

        entry.Fault(property, SpecMessages.Wants(FleetMessages.AWebAddress));
        return null;
    }
}
