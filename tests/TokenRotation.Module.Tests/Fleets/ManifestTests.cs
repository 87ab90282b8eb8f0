using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace TokenRotation.Module.Tests.Fleets;

/// <summary>What the manifests and workflows of samples/fleet keep to. The models are those of Kubernetes' client.</summary>
public sealed class ManifestTests
{
    public static TheoryData<string> Manifests =>
    [
        .. Directory.GetFiles(FleetFiles.Kubernetes, "*.yaml")
            .Select(file => Path.GetFileName(file))
            .Where(name => name != "kustomization.yaml"),
    ];

    public static TheoryData<string> Workflows => ["github/rotate-fleet.yml", "github/nightly.yml", "azure-pipelines.yml"];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Every_field_is_one_of_kubernetes(string manifest) =>
        Assert.NotEmpty(KubernetesYaml.LoadAllFromString(FleetFiles.Manifest(manifest), strict: true));

    [Theory]
    [InlineData("podFailurePolicy:")]
    [InlineData("readOnlyRootFilesystem:")]
    [InlineData("completionMode:")]
    public void A_field_that_is_none_would_be_found(string field)
    {
        var text = FleetFiles.Manifest("rotate.yaml");
        Assert.Contains(field, text, StringComparison.Ordinal);

        Assert.ThrowsAny<YamlException>(
            () => KubernetesYaml.LoadAllFromString(text.Replace(field, "x" + field, StringComparison.Ordinal), strict: true));
    }

    [Fact]
    public void The_kustomization_has_every_manifest()
    {
        var root = (YamlMappingNode)FleetFiles.Yaml(FleetFiles.Manifest("kustomization.yaml"));
        var resources = ((YamlSequenceNode)root["resources"]).Select(one => one.ToString());

        var files = Directory.GetFiles(FleetFiles.Kubernetes, "*.yaml").Select(file => Path.GetFileName(file));
        Assert.Equal(
            files.Except(["kustomization.yaml"]).Order(StringComparer.Ordinal), resources.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_number_of_shares_is_one_number()
    {
        var job = FleetFiles.Job("rotate.yaml");
        var total = job.Template.Spec.Containers[0].Env.Single(variable => variable.Name == "DT_SHARD_TOTAL").Value;
        var merge = FleetFiles.Job("merge.yaml").Template.Spec.Containers[0].Args;

        Assert.Equal("Indexed", job.CompletionMode);
        Assert.Equal((total, total), ($"{job.Completions}", $"{job.Parallelism}"));
        Assert.Equal(total, merge[merge.IndexOf("-Total") + 1]);
    }

    [Fact]
    public void What_needs_attention_is_not_run_again_and_a_drained_node_is_not_counted()
    {
        var job = FleetFiles.Job("rotate.yaml");
        var rules = job.PodFailurePolicy.Rules;

        var drained = Assert.Single(rules, rule => rule.OnPodConditions?.Any(one => one.Type == "DisruptionTarget") == true);
        Assert.Equal("Ignore", drained.Action);
        var attention = Assert.Single(rules, rule => rule.OnExitCodes is not null);
        Assert.Equal(("FailIndex", "In"), (attention.Action, attention.OnExitCodes.OperatorProperty));
        Assert.Equal([2], attention.OnExitCodes.Values);
        Assert.Equal(job.Template.Spec.Containers[0].Name, attention.OnExitCodes.ContainerName);
        Assert.True(job.BackoffLimitPerIndex > 0);
        // Longer than the requests take that bring a rotation to its safe point.
        Assert.True(job.Template.Spec.TerminationGracePeriodSeconds >= 120);
    }

    [Theory]
    [InlineData("rotate.yaml")]
    [InlineData("merge.yaml")]
    public void A_pod_is_nobody_and_writes_nowhere_else(string manifest)
    {
        var pod = FleetFiles.Job(manifest).Template.Spec;
        var container = Assert.Single(pod.Containers);

        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        var mounts = container.VolumeMounts;
        Assert.Equal(
            ["/results", "/tmp"], mounts.Where(mount => mount.ReadOnlyProperty != true).Select(mount => mount.MountPath));
        Assert.Equal(mounts.Select(mount => mount.Name).Order(), pod.Volumes.Select(volume => volume.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_is_legible_and_keeps_no_secret(string workflow)
    {
        var text = FleetFiles.Text(workflow);

        Assert.IsType<YamlMappingNode>(FleetFiles.Yaml(text));
        Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
        Assert.All(
            Regex.Matches(text, @"uses:\s*(?<action>\S+)")
                .Select(match => match.Groups["action"].Value)
                .Where(action => !action.StartsWith('.')),
            action => Assert.Matches(@"@[0-9a-f]{40}\z", action));
        Assert.All(
            Regex.Matches(text, "Install-PSResource.*").Select(match => match.Value),
            install => Assert.Matches("-Version [0-9]", install));
    }

    [Fact]
    public void The_image_is_not_root_and_its_exit_code_is_its_health()
    {
        var text = FleetFiles.Text("Dockerfile");

        Assert.Contains("\nUSER $APP_UID\n", text, StringComparison.Ordinal);
        Assert.Contains("\nHEALTHCHECK NONE\n", text, StringComparison.Ordinal);
        Assert.All(
            Regex.Matches(text, "Install-PSResource [^;\"]*").Select(match => match.Value),
            install => Assert.Matches("-Version [0-9]", install));
    }
}
