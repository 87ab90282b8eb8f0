using System.Text.RegularExpressions;
using TokenRotation.Module.Tests.Help;
using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Conventions;

/// <summary>Each cmdlet shows, tests and completes platform tokens as it does classic ones, or says why not.</summary>
public sealed partial class BothKindsTests
{
    // What has no platform tokens: one is refused an account, the other connects to environments.
    private static readonly string[] OfEnvironmentsAlone = ["Get-DtTokenActivity", "Connect-DtEnvironment"];

    private static readonly string Pester = File.ReadAllText(
        Path.Combine(BuiltFiles.RepositoryRoot, "tests", "Pester", "Accounts.Tests.ps1"));

    public static TheoryData<string> Commands => ModuleHelp.Names();

    [Theory]
    [MemberData(nameof(Commands))]
    public void Its_page_has_an_example_at_an_account(string command)
    {
        var page = File.ReadAllText(ModuleHelp.PathOf(command));

        if (OfEnvironmentsAlone.Contains(command))
        {
            Assert.Contains("account", page, StringComparison.OrdinalIgnoreCase);
        }
        else
        {
            Assert.Matches(ExampleAtAccount(), page);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Its_Pester_test_is_for_both_kinds(string command) => Assert.Contains(command, Pester, StringComparison.Ordinal);

    [Fact]
    public async Task Tab_offers_accounts_and_environments_wherever_a_connection_is_named()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var urn = tenant.Server.Account.Urn;
        var commands = tenant.Run("(Get-Command -Module TokenRotation -ParameterName Environment).Name").Succeed().Output;

        Assert.True(commands.Count > 15, "too few commands have -Environment");
        Assert.All(commands.Select(name => (string)name.BaseObject).Except(["Connect-DtEnvironment"]), name =>
        {
            var offered = tenant.Session.Complete($"{name} -Environment ").Select(offer => offer.CompletionText).ToList();
            Assert.Contains(urn, offered);
            Assert.Contains(tenant.Server.Account.Uuid, offered);
            Assert.Contains(tenant.Url, offered);
        });
    }

    [Theory]
    [InlineData("New-DtToken n -Scope storage:lo", "storage:logs:read")]
    [InlineData("Find-DtToken -Scope storage:lo", "storage:logs:read")]
    [InlineData("Test-DtToken -Scope storage:lo", "storage:logs:read")]
    [InlineData("Invoke-DtTokenRotation x -Scope storage:lo", "storage:logs:read")]
    [InlineData("Set-DtToken x -Environment URL -Scope metrics.re", "metrics.read")]
    [InlineData("Find-DtToken -Environment URL -Scope metrics.re", "metrics.read")]
    public async Task Tab_offers_the_scopes_of_the_kind_that_the_line_is_about(string typed, string scope)
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        var offered = tenant.Session.Complete(typed.Replace("URL", tenant.Url, StringComparison.Ordinal));

        Assert.Contains(scope, offered.Select(offer => offer.CompletionText));
    }

    [Fact]
    public async Task Tab_offers_platform_tokens_by_ID_and_by_name_wherever_a_token_is_named()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var id = Tenant.PublicPart(tenant.Server.SamplePlatformToken);
        var commands = tenant.Run(
            "(Get-Command -Module TokenRotation -ParameterName Id).Name | Where-Object { $_ -notin $args }", OfEnvironmentsAlone)
            .Succeed().Output.Select(name => (string)name.BaseObject)
            // What is active is nothing for them.
            .Except(["Restore-DtToken", "Remove-DtToken"]);

        Assert.All(commands, name => Assert.Contains(
            id, tenant.Session.Offers($"{name} -Id dt0s16").Select(offer => offer.CompletionText)));
        Assert.Contains(
            "'Workflow runner'",
            tenant.Session.Offers("Invoke-DtTokenRotation -Name Work").Select(offer => offer.CompletionText));
    }

    [GeneratedRegex("^```powershell (?:.* )?account\\b|^```powershell[^`]*Connect-DtAccount", RegexOptions.Multiline)]
    private static partial Regex ExampleAtAccount();
}
