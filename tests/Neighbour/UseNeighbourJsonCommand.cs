using System.Management.Automation;
using System.Runtime.Loader;

namespace TokenRotation.Neighbour;

/// <summary>
/// Reads something with the neighbour's System.Text.Json and says where that was loaded from. The shell has its own version,
/// so a module that wants another has to load it into a context of its own.
/// </summary>
[Cmdlet(VerbsOther.Use, "NeighbourJson")]
public sealed class UseNeighbourJsonCommand : Cmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var folder = Path.GetDirectoryName(typeof(UseNeighbourJsonCommand).Assembly.Location)!;
        var json = new AssemblyLoadContext("Neighbour").LoadFromAssemblyPath(Path.Combine(folder, "System.Text.Json.dll"));
        var parse = json.GetType("System.Text.Json.Nodes.JsonNode", throwOnError: true)!
            .GetMethods().Single(method => method.Name == "Parse" && method.GetParameters()[0].ParameterType == typeof(string));
        var node = parse.Invoke(null, ["{}", null, Activator.CreateInstance(parse.GetParameters()[2].ParameterType)])!;
        WriteObject(node.GetType().Assembly.Location);
    }
}
