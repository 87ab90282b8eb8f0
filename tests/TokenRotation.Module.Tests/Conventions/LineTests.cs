namespace TokenRotation.Module.Tests.Conventions;

/// <summary>Lines of src are as long as .editorconfig says, at most.</summary>
public sealed class LineTests
{
    private const int MostColumns = 130;

    // Their lines are still to be wrapped. The list only gets shorter.
    private static readonly string[] NotYet =
    [
        "TokenRotation.Sandbox/Http/FaultRules.cs",
        "TokenRotation.Sandbox/Http/LoggedRequest.cs",
        "TokenRotation.Sandbox/Http/TokenApi.cs",
        "TokenRotation.Sandbox/Http/V1Tokens.cs",
        "TokenRotation.Sandbox/Http/V2Tokens.cs",
        "TokenRotation.Sandbox/Switches.cs",
        "TokenRotation.Sandbox/Tenant/TokenScopes.cs",
        "TokenRotation/Api/ApiMessages.cs",
        "TokenRotation/Api/ApiScopes.cs",
        "TokenRotation/Api/Connecting/CertificateStorePath.cs",
        "TokenRotation/Api/Connecting/EnvironmentUrl.cs",
        "TokenRotation/Api/Connecting/TokenApiConnection.cs",
        "TokenRotation/Api/Connecting/TokenTransport.cs",
        "TokenRotation/Api/DtToken.cs",
        "TokenRotation/Api/EnvironmentLog/EnvironmentLogApi.cs",
        "TokenRotation/Api/Wire/TokenList.cs",
        "TokenRotation/Cmdlets/Base/CmdletMessages.cs",
        "TokenRotation/Cmdlets/Base/DtEnvironmentCmdlet.cs",
        "TokenRotation/Cmdlets/Base/DtRotationCmdlet.cs",
        "TokenRotation/Cmdlets/Base/PipelineCalls.cs",
        "TokenRotation/Cmdlets/Base/SpecFiles.cs",
        "TokenRotation/Cmdlets/Binding/DtDuration.cs",
        "TokenRotation/Cmdlets/Binding/DtSecret.cs",
        "TokenRotation/Cmdlets/Binding/WrittenValueConverter.cs",
        "TokenRotation/Cmdlets/ConnectDtEnvironmentCommand.cs",
        "TokenRotation/Cmdlets/Connections/AuditTrail.cs",
        "TokenRotation/Cmdlets/Connections/Connection.cs",
        "TokenRotation/Cmdlets/Connections/EnvironmentReference.cs",
        "TokenRotation/Cmdlets/ExportDtTokenReportCommand.cs",
        "TokenRotation/Cmdlets/FindDtTokenCommand.cs",
        "TokenRotation/Cmdlets/GetDtTokenActivityCommand.cs",
        "TokenRotation/Cmdlets/GetDtTokenRotationCommand.cs",
        "TokenRotation/Cmdlets/InvokeDtTokenRotationCommand.cs",
        "TokenRotation/Cmdlets/NewDtTokenCommand.cs",
        "TokenRotation/Cmdlets/ResumeDtTokenRotationCommand.cs",
        "TokenRotation/Cmdlets/Stores/SecretManagementStore.cs",
        "TokenRotation/Cmdlets/TestDtTokenCommand.cs",
        "TokenRotation/Cmdlets/Views/DtTokenTest.cs",
        "TokenRotation/Rotation/Places/SecretPlace.cs",
        "TokenRotation/Rotation/Places/StorePlace.cs",
        "TokenRotation/Rotation/Planning/RotationFacts.cs",
        "TokenRotation/Rotation/Planning/RotationPlanner.cs",
        "TokenRotation/Rotation/Planning/RotationReasons.cs",
        "TokenRotation/Rotation/Planning/RotationTimes.cs",
        "TokenRotation/Rotation/Planning/Situation.Leftovers.cs",
        "TokenRotation/Rotation/Planning/Situation.cs",
        "TokenRotation/Rotation/Planning/StepTraits.cs",
        "TokenRotation/Rotation/RotationRunner.cs",
        "TokenRotation/Rotation/Stamps/NameStamp.cs",
        "TokenRotation/Rotation/Steps/CommitSteps.cs",
        "TokenRotation/Rotation/Steps/EndSteps.cs",
        "TokenRotation/Rotation/Steps/FactFinder.cs",
        "TokenRotation/Rotation/Steps/MendStep.cs",
        "TokenRotation/Rotation/Targets/NamedTokens.cs",
        "TokenRotation/Secrets/ApiTokenFormat.cs",
        "TokenRotation/Specs/RotationSpecFile.cs",
        "TokenRotation/Text/Duration.cs",
    ];

    private static string Root => Path.Combine(BuiltFiles.RepositoryRoot, "src");

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Root).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_line_is_too_long(string project)
    {
        var files = Directory.GetFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.Empty(
            from file in files
            let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
            where !NotYet.Contains(path)
            from line in File.ReadLines(file).Select((text, index) => (Length: text.Length, Number: index + 1))
            where line.Length > MostColumns
            select $"{path} {line.Number}: {line.Length} columns");
    }

    [Fact]
    public void What_is_still_to_be_wrapped_is_there() =>
        Assert.All(NotYet, path => Assert.True(File.Exists(Path.Combine(Root, path)), path));
}
