using System.Management.Automation;
using System.Management.Automation.Runspaces;
using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>
/// A host that has no screen, as in a scheduled task or a runbook: nothing waits, and the error says what to add.
/// </summary>
public sealed class NonInteractiveTests
{
    [Fact]
    public async Task A_missing_credential_is_an_error_that_names_the_parameter()
    {
        await using var tenant = await Tenant.StartAsync();
        using var variable = await EnvironmentVariables.SetAsync("DT_API_TOKEN", null);
        using var runspace = WithoutScreen();

        var error = Assert.Single(Run(runspace, "Connect-DtEnvironment $args[0]", tenant.Url));

        Assert.Equal("CredentialMissing", error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains("-ApiToken", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Remove-DtToken $args[0] -Force")]
    [InlineData("Revoke-DtToken $args[0] -Confirm")]
    [InlineData("Restore-DtToken $args[1] -Confirm")]
    [InlineData("New-DtToken t metrics.read -Confirm")]
    [InlineData("Invoke-DtTokenRotation $args[0] -Confirm")]
    public async Task A_confirmation_that_nobody_can_give_changes_nothing_and_names_the_switch(string script)
    {
        await using var tenant = await Tenant.StartAsync();
        var enabled = tenant.Add("enabled").Id;
        var revoked = tenant.Server.Tenant.Seed(new Sandbox.Tenant.SeedToken { Name = "revoked", Enabled = false }).Id;
        using var runspace = WithoutScreen();
        Assert.Empty(Run(runspace, "$null = Connect-DtEnvironment $args[0] -ApiToken "
            + "$args[1]", tenant.Url, Tenant.Secure(tenant.Server.AdminToken)));

        var error = Assert.Single(Run(runspace, script, enabled, revoked));

        Assert.Equal("CannotAsk", error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains("-Confirm:$false", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(tenant.Changes);
        Assert.Empty(Run(runspace, script.Replace(" -Confirm", string.Empty, StringComparison.Ordinal)
            + " -Confirm:$false", enabled, revoked));
        Assert.NotEmpty(tenant.Changes);
    }

    [Theory]
    [InlineData("Connect-DtEnvironment", "Environment")]
    [InlineData("New-DtToken -Scope metrics.read", "Name")]
    [InlineData("Revoke-DtToken", "Id")]
    [InlineData("Remove-DtToken", "Id")]
    [InlineData("Test-DtToken", "Token")]
    public void A_missing_parameter_is_an_error_that_names_it(string script, string parameter)
    {
        using var runspace = WithoutScreen();

        var error = Assert.Single(Run(runspace, script));

        Assert.StartsWith("MissingMandatoryParameter", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(parameter, error.Exception.Message, StringComparison.Ordinal);
    }

    private static Runspace WithoutScreen()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([BuiltFiles.Manifest]);
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        return runspace;
    }

    private static List<ErrorRecord> Run(Runspace runspace, string script, params object?[] arguments)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(script);
        foreach (var argument in arguments)
        {
            shell.AddArgument(argument);
        }

        try
        {
            shell.Invoke();
        }
        catch (ParameterBindingException missing)
        {
            return [missing.ErrorRecord];
        }

        return [.. shell.Streams.Error];
    }
}
