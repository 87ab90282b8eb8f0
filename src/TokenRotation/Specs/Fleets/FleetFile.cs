using System.Text.Json;
using TokenRotation.Secrets;

namespace TokenRotation.Specs.Fleets;

/// <summary>
/// The environments that are served together, and where the managing credential of each lies: <c>{"defaults": {…},
/// "environments": [ … ]}</c>. Comments and trailing commas are allowed. <c>docs/fleet.schema.json</c> describes the form.
/// </summary>
/// <param name="Environments">The environments, in the order of the file; at least one, each once.</param>
internal sealed record FleetFile(IReadOnlyList<FleetEnvironment> Environments)
{
    /// <summary>The properties of the file.</summary>
    public static IReadOnlyList<string> Properties { get; } = ["$schema", "defaults", "environments"];

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
            var environments = Read(root, faults);
            faults.ThrowIfAny();
            return new FleetFile(environments);
        }
        catch (TokenSpecFileException failure)
        {
            throw new FleetFileException(failure);
        }
    }

    private static List<FleetEnvironment> Read(SpecNode root, SpecFaults faults)
    {
        if (SpecObject.Read(root, null, Properties, faults, FleetMessages.AFleet) is not { } file)
        {
            return [];
        }

        file.Text("$schema");
        var defaults = FleetReader.ReadDefaults(file);
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
