using System.Text.Json;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using YamlDotNet.RepresentationModel;

namespace TokenRotation.Module.Tests.Fleets;

/// <summary>The files of samples/fleet, and the command lines that stand in them.</summary>
internal static class FleetFiles
{
    public static string Samples => Path.Combine(BuiltFiles.RepositoryRoot, "samples");

    public static string Kubernetes => Path.Combine(Samples, "fleet", "kubernetes");

    public static string Text(string file) => File.ReadAllText(Path.Combine(Samples, "fleet", file));

    public static string Manifest(string name) => File.ReadAllText(Path.Combine(Kubernetes, name));

    public static YamlNode Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0].RootNode;
    }

    /// <summary>The job that a CronJob starts.</summary>
    public static V1JobSpec Job(string manifest) =>
        KubernetesYaml.LoadAllFromString(Manifest(manifest), strict: true).OfType<V1CronJob>().Single().Spec.JobTemplate.Spec;

    /// <summary>An instruction of the Dockerfile in its form of JSON.</summary>
    public static string[] Instruction(string name) =>
        JsonSerializer.Deserialize<string[]>(Regex.Match(Text("Dockerfile"), $@"(?m)^{name} (\[.*\])$").Groups[1].Value)!;

    /// <summary>The scripts of a workflow's steps: run of GitHub's, Inline and pwsh of Azure Pipelines'.</summary>
    public static IReadOnlyList<string> Scripts(string workflow) =>
    [
        .. Scalars(Yaml(Text(workflow)))
            .Where(one => one.Key is "run" or "Inline" or "pwsh" && one.Value != "true")
            .Select(one => one.Value),
    ];

    private static IEnumerable<(string Key, string Value)> Scalars(YamlNode node) => node switch
    {
        YamlMappingNode mapping => mapping.SelectMany(pair => pair.Value is YamlScalarNode scalar
            ? [($"{pair.Key}", scalar.Value!)]
            : Scalars(pair.Value)),
        YamlSequenceNode sequence => sequence.SelectMany(Scalars),
        _ => [],
    };
}
