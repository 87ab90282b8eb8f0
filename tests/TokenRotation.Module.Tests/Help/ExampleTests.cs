namespace TokenRotation.Module.Tests.Help;

/// <summary>Every block of PowerShell in the docs runs, against a sandbox, without an error, and does what it says.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Places => [.. All().Select(code => code.Place)];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Examples_run_as_they_stand(string place)
    {
        var example = All().Single(code => code.Place == place);
        await using var examples = await ExampleTenant.StartAsync();
        examples.SetUp(example.SetUp);

        var run = examples.Tenant.Run(examples.Adapt(example.Code)).Succeed();

        Assert.Equal(example.IsToChange, examples.Tenant.Changes.Any());
        Assert.Equal(example.IsToSayWhatIf, run.Screen.Contains("What if: ", StringComparison.Ordinal));
    }

    /// <summary>The pages whose blocks of PowerShell run unless <see cref="BlocksThatDoNotRun"/> says why not.</summary>
    internal static IEnumerable<string> Pages => Directory.EnumerateFiles(Path.Combine(BuiltFiles.RepositoryRoot, "docs"), "*.md")
        .Select(path => "docs/" + Path.GetFileName(path))
        .Append("README.md")
        .Order(StringComparer.Ordinal);

    private static IEnumerable<RunnableCode> All() => Directory.EnumerateFiles(ModuleHelp.Folder, "*.md")
        .Order(StringComparer.Ordinal)
        .SelectMany(RunnableCode.In)
        .Concat(Pages.SelectMany(page => RunnableCode.In(Path.Combine(BuiltFiles.RepositoryRoot, page))
            .Where(example => !BlocksThatDoNotRun.Hold(page, example.Code))));
}
