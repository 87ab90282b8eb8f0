using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>
/// Every cmdlet that takes a token or an environment either knows platform tokens, or says that it does not and sends nothing.
/// </summary>
public sealed class AccountRefusalTests
{
    // What knows platform tokens, and what is about connections alone.
    private static readonly string[] Knowing =
    [
        "Connect-DtAccount", "Connect-DtEnvironment", "Disconnect-DtEnvironment", "Export-DtTokenReport",
        "Export-DtTokenSpec", "Find-DtToken", "Get-DtEnvironment", "Get-DtTokenFinding", "Invoke-DtTokenRotation",
        "Complete-DtTokenRotation", "Get-DtTokenRotation", "Resume-DtTokenRotation",
        "New-DtToken", "Remove-DtToken", "Restore-DtToken", "Revoke-DtToken", "Set-DtToken", "Test-DtToken",
        "Test-DtTokenRotation", "Undo-DtTokenRotation",
    ];

    // Calls a cmdlet with what its default set of parameters demands.
    private const string Call = """
        param($Cmdlet, $More)
        $ConfirmPreference = 'None'
        $values = @{ Id = $platformId; Name = 'n'; Path = $file; Scope = 'metrics.read'; Token = $platform }
        $needed = @{}
        $set = (Get-Command $Cmdlet).ParameterSets | Sort-Object -Property IsDefault -Descending | Select-Object -First 1
        $set.Parameters | Where-Object IsMandatory | ForEach-Object { $needed[$_.Name] = $values[$_.Name] }
        & $Cmdlet @needed @More
        """;

    public static TheoryData<string> Others =>
    [
        .. Directory.GetFiles(Path.Combine(BuiltFiles.RepositoryRoot, "docs", "en-US"), "*-Dt*.md")
            .Select(page => Path.GetFileNameWithoutExtension(page)!)
            .Except(Knowing),
    ];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task A_cmdlet_that_knows_no_platform_tokens_refuses_an_account_and_sends_nothing(string cmdlet)
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var folder = Directory.CreateTempSubdirectory("accounts");
        var file = Path.Combine(folder.FullName, "spec.json");
        await File.WriteAllTextAsync(file, """{"name":"n","scopes":["metrics.read"]}""");
        tenant.Session.Set("file", file);
        try
        {
            foreach (var more in new[] { "@{ Environment = $urn }", "@{ Environment = $uuid }", "@{}" })
            {
                var run = tenant.Run($"& {{ {Call} }} {cmdlet} {more}");

                var error = run.FailWith("NotForAccounts");
                Assert.Contains(cmdlet, error.Exception.Message, StringComparison.Ordinal);
                Assert.Contains("-Environment", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task A_platform_token_that_is_piped_in_is_refused()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        tenant.Run("$token = Find-DtToken -Id $platformId").Succeed();
        tenant.Server.Log.Clear();

        var run = tenant.Run("$token | Get-DtTokenActivity");

        Assert.Contains("NotForAccounts", run.ErrorIds);
        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Theory]
    [InlineData("Find-DtToken -Id $platformId")]
    [InlineData("Find-DtToken -Token $platform")]
    [InlineData("Revoke-DtToken $platformId -Confirm:$false")]
    [InlineData("Invoke-DtTokenRotation $platformId -Confirm:$false")]
    public async Task An_environment_that_is_asked_for_a_platform_token_says_who_has_it(string command)
    {
        await using var tenant = await AccountTenant.StartAsync();
        tenant.Run("$null = Connect-DtEnvironment $url -ApiToken $admin").Succeed();

        var run = tenant.Run(command);

        var said = run.Errors.Select(error => error.ErrorDetails?.Message ?? error.Exception.Message)
            .Concat(run.All("Reason").Select(reason => reason?.ToString() ?? string.Empty));
        Assert.Contains(said, text => text.Contains("Connect-DtAccount", StringComparison.Ordinal));
    }
}
