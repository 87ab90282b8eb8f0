using System.Text.RegularExpressions;

namespace TokenRotation.Module.Tests.Help;

/// <summary>Every block of PowerShell in the docs runs, against a sandbox, without an error.</summary>
public sealed partial class ExampleTests
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

        var changes = examples.Tenant.Changes.Count();
        if (Changing().IsMatch(example.Code))
        {
            Assert.True(changes > 0, "The example is to change something, and changed nothing.");
        }
        else
        {
            Assert.Equal(0, changes);
        }

        var whatIfs = example.Code.Split('\n').Count(line => line.Contains("-WhatIf", StringComparison.Ordinal));
        Assert.Equal(whatIfs > 0, run.Screen.Contains("What if: ", StringComparison.Ordinal));
    }

    private static IEnumerable<RunnableCode> All() =>
        Directory.EnumerateFiles(ModuleHelp.Folder, "*.md").Order(StringComparer.Ordinal).SelectMany(RunnableCode.In);

    // A line with a cmdlet that changes tokens, and without -WhatIf.
    [GeneratedRegex(@"^(?!.*-WhatIf).*\b(?:New|Revoke|Restore|Remove)-DtToken\b(?!')|^(?!.*-WhatIf).*\bInvoke-DtTokenRotation\b(?!\.)", RegexOptions.Multiline)]
    private static partial Regex Changing();
}
