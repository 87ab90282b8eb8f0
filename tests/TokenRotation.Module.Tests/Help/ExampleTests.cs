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

    private static IEnumerable<RunnableCode> All() =>
        Directory.EnumerateFiles(ModuleHelp.Folder, "*.md").Order(StringComparer.Ordinal).SelectMany(RunnableCode.In);
}
