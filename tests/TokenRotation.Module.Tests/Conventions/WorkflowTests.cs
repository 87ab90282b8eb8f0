using System.Text.RegularExpressions;

namespace TokenRotation.Module.Tests.Conventions;

/// <summary>What the workflows that build and ship keep to.</summary>
public sealed class WorkflowTests
{
    private static string Folder => Path.Combine(BuiltFiles.RepositoryRoot, ".github", "workflows");

    public static TheoryData<string> Workflows =>
        [.. Directory.EnumerateFiles(Folder, "*.yml").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_action_is_pinned_by_its_commit(string workflow)
    {
        var uses = Regex.Matches(Text(workflow), @"uses:\s*(?<action>\S+)").Select(match => match.Groups["action"].Value)
            .ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, action => Assert.Matches(@"@[0-9a-f]{40}\z", action));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_module_that_is_installed_has_one_version(string workflow) =>
        Assert.All(
            Regex.Matches(Text(workflow), "Install-(Module|PSResource).*").Select(match => match.Value),
            install => Assert.Matches("-(Required)?Version [0-9]", install));

    [Fact]
    public void So_has_every_module_that_their_scripts_install()
    {
        string[] folders = [Path.Combine(BuiltFiles.RepositoryRoot, ".github"), Path.Combine(
            BuiltFiles.RepositoryRoot, "tests", "Pester", "Support")];
        var installs = folders
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.ps1", SearchOption.AllDirectories))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"(?m)^\s*Install-(Module|PSResource).*"), (_, match) =>
                match.Value)
            .ToList();

        Assert.NotEmpty(installs);
        Assert.All(installs, install => Assert.Matches("-(Required)?Version [0-9]", install));
    }

    [Fact]
    public void Only_what_a_push_has_built_is_published_checked_and_attested()
    {
        var publish = Text("publish.yml");
        string[] inOrder = ["--event push", "sha256sum --check --strict SHA256SUMS", "attest-build-provenance@",
            "SHA256SUMS --repo", "nuget push"];

        Assert.Equal(inOrder, inOrder.OrderBy(step => publish.IndexOf(step, StringComparison.Ordinal)));
        Assert.All(inOrder, step => Assert.Contains(step, publish, StringComparison.Ordinal));
    }

    [Fact]
    public void No_pull_request_sees_the_signing_certificate()
    {
        var ci = Text("ci.yml");

        Assert.Contains("SIGNS: ${{ vars.SIGNING == 'on' && github.event_name == 'push' }}", ci, StringComparison.Ordinal);
        Assert.All(
            Regex.Matches(ci, @"(?s)- name: (?<name>[^\n]*)\n(?<step>.*?)(?=\n      - |\z)")
                .Where(step => step.Value.Contains("secrets.", StringComparison.Ordinal)),
            step => Assert.Contains("if: env.SIGNS == 'true'", step.Value, StringComparison.Ordinal));
    }

    private static string Text(string workflow) => File.ReadAllText(Path.Combine(Folder, workflow));
}
