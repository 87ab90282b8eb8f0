namespace TokenRotation.Module.Tests.Help;

/// <summary>
/// Every block of PowerShell in README, docs and help pages runs in a shell, against a sandbox, without an error, and does what
/// it says.
/// </summary>
public sealed class ExampleTests(BlockShell shell) : IClassFixture<BlockShell>
{
    private const string ByHand = "docs/by-hand.md";

    public static TheoryData<string> Places => [.. All().Select(code => code.Place)];

    public static TheoryData<string> PlacesByHand => [.. In(ByHand).Select(code => code.Place)];

    public static TheoryData<string> SpecFiles => [.. All("json").Select(code => code.Place)];

    /// <summary>The pages whose blocks of PowerShell run unless <see cref="BlocksThatDoNotRun"/> says why not.</summary>
    internal static IEnumerable<string> Pages => Directory.EnumerateFiles(Path.Combine(BuiltFiles.RepositoryRoot, "docs"), "*.md")
        .Select(path => "docs/" + Path.GetFileName(path))
        .Append("README.md")
        .Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Places))]
    public Task Examples_run_as_they_stand(string place) => RunAsync(place, v1: false);

    [Theory]
    [MemberData(nameof(PlacesByHand))]
    public Task The_procedure_by_hand_is_the_same_by_the_older_API(string place) => RunAsync(place, v1: true);

    [Theory]
    [MemberData(nameof(SpecFiles))]
    public async Task Spec_files_that_a_page_shows_are_taken(string place)
    {
        var example = All("json").Single(code => code.Place == place);
        await using var examples = await ExampleTenant.StartAsync(shell);
        await examples.SetUpAsync([]);
        examples.Write("tokens.json", example.Code);

        var run = await examples.RunAsync(
            "Invoke-DtTokenRotation -Path ./tokens.json -Vault Ops -SecretName 'dt-{Name}' -WhatIf");

        Assert.Contains("What if: ", run.Succeed().Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_that_asks_and_fails_leaves_nothing_for_the_next()
    {
        var id = shell.Id;
        var failing = await shell.RunAsync(
            "Set-Variable kept 1 -Confirm; function Get-Kept { $kept }; Get-Kept; Get-Item ./none -ErrorAction Stop; 'more'");
        await shell.ClearAsync();
        var next = await shell.RunAsync("\"$kept$(Get-Command Get-Kept -ErrorAction Ignore)|$PID\"");

        Assert.EndsWith($"1{Environment.NewLine}", failing.Screen, StringComparison.Ordinal);
        Assert.StartsWith("PathNotFound,", Assert.Single(failing.Errors), StringComparison.Ordinal);
        Assert.Equal($"|{id}", next.Succeed().Screen.Trim());
    }

    private static IEnumerable<RunnableCode> All(string language = RunnableCode.PowerShell) => Directory
        .EnumerateFiles(ModuleHelp.Folder, "*.md")
        .Order(StringComparer.Ordinal)
        .SelectMany(path => RunnableCode.In(path, language))
        .Concat(Pages.SelectMany(page => In(page, language)));

    private static IEnumerable<RunnableCode> In(string page, string language = RunnableCode.PowerShell) => RunnableCode
        .In(Path.Combine(BuiltFiles.RepositoryRoot, page), language)
        .Where(example => !BlocksThatDoNotRun.Hold(page, example.Code));

    private async Task RunAsync(string place, bool v1)
    {
        var example = All().Single(code => code.Place == place);
        await using var examples = await ExampleTenant.StartAsync(shell);
        await examples.SetUpAsync(example.SetUp, v1);

        var run = (await examples.RunAsync(example.Code)).Succeed();

        Assert.Equal(example.IsToChange, examples.Changes.Any());
        Assert.Equal(example.IsToSayWhatIf, run.Screen.Contains("What if: ", StringComparison.Ordinal));
    }
}
