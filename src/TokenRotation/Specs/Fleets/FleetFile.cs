using System.Text.Json;
using TokenRotation.Secrets;

namespace TokenRotation.Specs.Fleets;

/// <summary>
/// The environments and accounts that are served together, and where the managing credential of each lies: <c>{"defaults": {…},
/// "environments": [ … ], "accounts": [ … ]}</c>. Comments and trailing commas are allowed. <c>docs/fleet.schema.json</c>
/// describes the form.
/// </summary>
/// <param name="Environments">The environments, in the order of the file; at least one, each once.</param>
/// <param name="Accounts">The accounts, in the order of the file, each once; there may be none.</param>
internal sealed record FleetFile(IReadOnlyList<FleetEnvironment> Environments, IReadOnlyList<FleetAccount> Accounts)
{
    /// <summary>The properties of the file.</summary>
    public static IReadOnlyList<string> Properties { get; } = ["$schema", "defaults", "environments", "accounts"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="FleetFileException">The text is no usable fleet; all faults are told at once.</exception>
    public static FleetFile Read(SpecText text)
    {
        try
        {
            var faults = new SpecFaults(text);
            var root = SpecParser.Parse(text);
            // First and alone: what else is wrong is told by words that would show it.
            RefuseSecrets(root, faults);
            faults.ThrowIfAny();
            var fleet = Read(root, faults);
            faults.ThrowIfAny();
            return fleet!;
        }
        catch (TokenSpecFileException failure)
        {
            throw new FleetFileException(failure);
        }
    }

    private static FleetFile? Read(SpecNode root, SpecFaults faults)
    {
        if (SpecObject.Read(root, null, Properties, faults, FleetMessages.AFleet) is not { } file)
        {
            return null;
        }

        file.Text("$schema");
        var defaults = FleetReader.ReadDefaults(file);
        return new FleetFile(EnvironmentsOf(file, defaults, faults), AccountsOf(file, faults));
    }

    private static List<FleetEnvironment> EnvironmentsOf(SpecObject file, FleetReader.Entry defaults, SpecFaults faults)
    {
        if (file["environments"] is not { } environments)
        {
            file.Fault("environments", SpecMessages.PropertyIsMissing);
            return [];
        }

        if (environments.Kind != JsonTokenType.StartArray || environments.Items.Count == 0)
        {
            file.Fault("environments", SpecMessages.Wants(FleetMessages.Environments));
            return [];
        }

        return new FleetReader(faults).Read(environments.Items, defaults);
    }

    private static List<FleetAccount> AccountsOf(SpecObject file, SpecFaults faults)
    {
        if (file["accounts"] is not { } accounts)
        {
            return [];
        }

        if (accounts.Kind == JsonTokenType.StartArray && accounts.Items.Count > 0)
        {
            return new FleetAccountReader(faults).Read(accounts.Items);
        }

        file.Fault("accounts", SpecMessages.Wants(FleetMessages.Accounts));
        return [];
    }

    private static void RefuseSecrets(SpecNode node, SpecFaults faults)
    {
        if (ServerText.HoldsToken(node.Text))
        {
            faults.Add(node.Offset, null, FleetMessages.SecretInFile);
        }

        foreach (var member in node.Members)
        {
            if (ServerText.HoldsToken(member.Name))
            {
                faults.Add(member.Offset, null, FleetMessages.SecretInFile);
            }

            RefuseSecrets(member.Value, faults);
        }

        foreach (var item in node.Items)
        {
            RefuseSecrets(item, faults);
        }
    }
}
