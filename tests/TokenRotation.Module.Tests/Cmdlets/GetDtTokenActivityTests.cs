using System.Text.RegularExpressions;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class GetDtTokenActivityTests
{
    private static readonly string[] Scopes = ["apiTokens.read", "apiTokens.write", "auditLogs.read", "settings.read"];

    [Fact]
    public async Task A_row_shows_time_action_address_and_whose_token()
    {
        await using var tenant = await AuditedAsync();
        tenant.Session.Screen.RawUI.BufferSize = new(80, 50);
        tenant.Run("Revoke-DtToken $sampleId").Succeed();

        var run = tenant.Run("Get-DtTokenActivity $sampleId -WarningAction Ignore | Out-Default").Succeed();

        Assert.Contains(Tenant.PublicPart(tenant.Server.SampleToken), run.Screen, StringComparison.Ordinal);
        Assert.Contains("DoneTo UPDATE 127.0.0.1", run.Screen, StringComparison.Ordinal);
        Assert.All(run.Screen.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public async Task A_wider_screen_shows_whether_it_succeeded()
    {
        await using var tenant = await AuditedAsync();
        tenant.Session.Screen.RawUI.BufferSize = new(100, 50);
        tenant.Run("Revoke-DtToken $sampleId").Succeed();

        var run = tenant.Run("Get-DtTokenActivity $sampleId -WarningAction Ignore | Out-Default").Succeed();

        Assert.Matches("Address +EntityId +Success", run.Screen);
        Assert.Matches($"{Regex.Escape(Tenant.PublicPart(tenant.Server.SampleToken))} +True", run.Screen);
    }

    [Fact]
    public async Task Beside_the_answer_stands_what_silence_means()
    {
        await using var tenant = await AuditedAsync();
        tenant.Server.Tenant.AuditLog.Enabled = false;
        var ingesting = tenant.Add("ingest", "metrics.ingest");

        var run = tenant.Run("Get-DtTokenActivity $args[0]", ingesting.Id).Succeed();

        Assert.Empty(run.Output);
        var said = Assert.Single(run.Warnings);
        Assert.Contains("the audit log is off", said, StringComparison.Ordinal);
        Assert.Contains("30 days", said, StringComparison.Ordinal);
        Assert.Contains("metrics.ingest", said, StringComparison.Ordinal);
        Assert.Contains("no use of it", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_settings_read_it_does_not_know_whether_the_log_is_on()
    {
        await using var tenant = await AuditedAsync(["apiTokens.read", "auditLogs.read"]);

        var run = tenant.Run("Get-DtTokenActivity $sampleId").Succeed();

        Assert.Contains("lacks settings.read", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_missing_scope_is_named()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var error = tenant.Run("Get-DtTokenActivity $sampleId").FailWith("MissingScope");

        Assert.Contains("auditLogs.read", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("auditLogs.read", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("apiTokens", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_API_v1_reads_the_log_as_well()
    {
        await using var tenant = await AuditedAsync(["TenantTokenManagement", "auditLogs.read"], v1: true);
        tenant.Run("Revoke-DtToken $sampleId").Succeed();

        Assert.Equal(
            "UPDATE", tenant.Run("Get-DtTokenActivity $sampleId -WarningAction Ignore").Succeed().One.Properties["Action"].Value);
    }

    [Fact]
    public async Task A_deleted_token_can_still_be_asked_about()
    {
        await using var tenant = await AuditedAsync();
        tenant.Run("Revoke-DtToken $sampleId; Remove-DtToken $sampleId -Force -Confirm:$false").Succeed();

        var run = tenant.Run("Get-DtTokenActivity -Token $sample").Succeed();

        Assert.Equal(["DELETE", "UPDATE"], run.All("Action"));
        Assert.Contains("not known", Assert.Single(run.Warnings), StringComparison.Ordinal);
        SecretSearch.FindNone(run, tenant.Session, [tenant.Server.SampleToken]);
    }

    [Fact]
    public async Task A_secret_that_is_given_as_an_ID_is_sent_nowhere()
    {
        await using var tenant = await AuditedAsync();
        tenant.Server.Log.Clear();

        tenant.Run("Get-DtTokenActivity $args[0]", tenant.Server.SampleToken).FailWith("SecretAsId");

        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task Many_secrets_are_told_apart_one_line_each()
    {
        await using var tenant = await AuditedAsync();
        await using var second = await SandboxServer.StartAsync(new SandboxOptions());
        tenant.Session.Set("secondUrl", second.Url.ToString());
        tenant.Session.Set("secondAdmin", Tenant.Secure(second.AdminToken));
        var nobodys = tenant.Add("deleted");
        tenant.Run("Revoke-DtToken $args[0]; Remove-DtToken $args[0] -Force -Confirm:$false", nobodys.Id).Succeed();
        tenant.Run("$null = Connect-DtEnvironment $secondUrl -ApiToken $secondAdmin").Succeed();

        tenant.Session.Set("lines", new[] { tenant.Server.SampleToken, nobodys.Token, "no token at all", second.SampleToken });

        var run = tenant.Run("$lines | Find-DtToken");

        Assert.Equal(
            new[] { tenant.Url, second.Url.ToString().TrimEnd('/') }.Order(), run.All("Environment").Cast<string>().Order());
        Assert.Equal(["InvalidToken", "TokenNotFound"], run.ErrorIds.Order());
        Assert.Contains(run.Errors, error => error.ToString().StartsWith("Line 2: ", StringComparison.Ordinal)
            && error.ToString().Contains(nobodys.Id, StringComparison.Ordinal));
        Assert.Contains(run.Errors, error => error.ToString().StartsWith("Line 3: ", StringComparison.Ordinal));
        SecretSearch.FindNone(run, tenant.Session, [tenant.Server.SampleToken, nobodys.Token, second.SampleToken]);
    }

    [Fact]
    public async Task A_compromised_token_ends_with_what_the_incident_needs()
    {
        await using var tenant = await AuditedAsync();
        var leaked = tenant.Add("leaked", "apiTokens.write", "apiTokens.read");
        var made = tenant.Server.Tenant.Create(
            Generation.V2, tenant.Server.Tenant.Authenticate(leaked.Token, "10.1.2.3").Value!,
            new TokenCreation { Name = "made", Scopes = ["metrics.read"] }).Value!;

        var run = tenant.Run("Invoke-DtTokenRotation $args[0] -Compromised", leaked.Id).Succeed();

        var ending = Assert.Single(run.Warnings, warning => warning.Contains("has leaked", StringComparison.Ordinal));
        Assert.Contains("It was revoked at", ending, StringComparison.Ordinal);
        Assert.Contains("from 10.1.2.3", ending, StringComparison.Ordinal);
        Assert.Contains($"Revoke-DtToken -Id {made.Id} -Environment {tenant.Url}", ending, StringComparison.Ordinal);
        Assert.False(tenant.Now(leaked)!.Enabled);
    }

    [Fact]
    public async Task Without_the_log_the_ending_says_where_to_look()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("Invoke-DtTokenRotation $sampleId -Compromised").Succeed();

        Assert.Contains(run.Warnings, warning => warning.Contains("lacks auditLogs.read", StringComparison.Ordinal)
            && warning.Contains("Find-DtToken -Owner", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_owners_name_is_one_word_of_the_command()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var leaked = tenant.Server.Tenant.Seed(
            new SeedToken { Name = "leaked", Owner = "o'; Remove-Item", Scopes = ["metrics.read"] });

        var run = tenant.Run("Invoke-DtTokenRotation $args[0] -Compromised -Force", leaked.Id);

        Assert.Contains(
            run.Warnings, warning => warning.Contains("-Owner 'o''; Remove-Item' -Environment", StringComparison.Ordinal));
    }

    private static async Task<Tenant> AuditedAsync(string[]? scopes = null, bool v1 = false)
    {
        var tenant = await Tenant.StartAsync(new SandboxOptions { Tenant = new TenantOptions { AuditLogEnabled = true } });
        var auditor = tenant.Server.Tenant.Seed(
            new SeedToken { Name = "auditor", Owner = "admin@example.com", Scopes = scopes ?? Scopes });
        tenant.Session.Set("auditor", Tenant.Secure(auditor.Token));
        tenant.Run("$null = Connect-DtEnvironment $url -ApiToken $auditor" + (v1 ? " -ApiVersion V1" : string.Empty)).Succeed();
        return tenant;
    }
}
