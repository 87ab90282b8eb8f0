using System.Management.Automation;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class ConnectDtEnvironmentTests
{
    [Fact]
    public async Task The_connection_comes_out_and_serves_the_session()
    {
        await using var tenant = await Tenant.StartAsync();

        var run = tenant.Run("Connect-DtEnvironment $url -ApiToken $admin").Succeed();

        Assert.Equal(tenant.Url, run.One.Properties["Environment"].Value);
        Assert.Equal("V2", run.One.Properties["ApiVersion"].Value.ToString());
        Assert.Equal(Tenant.PublicPart(tenant.Server.AdminToken), run.One.Properties["CallerId"].Value);
        Assert.Single(tenant.Server.Log.Requests);
        Assert.Empty(run.Warnings);
        Assert.Equal(3, tenant.Run("Find-DtToken").Succeed().Output.Count);
    }

    [Fact]
    public async Task A_persons_token_is_warned_of()
    {
        await using var tenant = await Tenant.StartAsync();
        var person = tenant.Server.Tenant.Seed(
            new SeedToken { Name = "mine", PersonalAccessToken = true, Scopes = ["apiTokens.read", "apiTokens.write"] });

        var run = tenant.Run("Connect-DtEnvironment $url -ApiToken $args[0]", Tenant.Secure(person.Token)).Succeed();

        Assert.Contains("admin@example.com", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pasted_page_of_a_managed_environment_is_understood()
    {
        await using var tenant = await Tenant.StartAsync();

        var run = tenant.Run(
            "Connect-DtEnvironment $args[0] -ApiToken $admin", tenant.Server.ManagedUrl + "//ui/settings?x=1").Succeed();

        Assert.Equal(tenant.Server.ManagedUrl.ToString(), run.One.Properties["Environment"].Value);
        Assert.Equal(tenant.Server.ManagedUrl.Segments[^1], run.One.Properties["EnvironmentId"].Value);
    }

    [Fact]
    public async Task Several_environments_come_in_by_pipeline_with_their_tokens()
    {
        await using var tenant = await Tenant.StartAsync();
        await using var other = await Tenant.StartAsync();
        tenant.Session.Set("otherUrl", other.Url);
        tenant.Session.Set("otherAdmin", Tenant.Secure(other.Server.AdminToken));

        var run = tenant.Run(
            "[pscustomobject]@{ Environment = $url; ApiToken = $admin }, [pscustomobject]@{ Url = $otherUrl; ApiToken = "
                + "$otherAdmin } | Connect-DtEnvironment").Succeed();

        Assert.Equal([tenant.Url, other.Url], run.All("Environment"));
    }

    [Fact]
    public async Task The_token_may_come_from_the_environment_variable()
    {
        await using var tenant = await Tenant.StartAsync();
        using var variable = await EnvironmentVariables.SetAsync("DT_API_TOKEN", tenant.Server.AdminToken);

        tenant.Run("Connect-DtEnvironment $url").Succeed();
    }

    [Fact]
    public async Task The_token_is_asked_for_where_somebody_is_there()
    {
        await using var tenant = await Tenant.StartAsync();
        using var variable = await EnvironmentVariables.SetAsync("DT_API_TOKEN", null);
        tenant.Session.Screen.TypedSecret = tenant.Server.AdminToken;

        var run = tenant.Run("Connect-DtEnvironment $url").Succeed();

        Assert.Single(run.Output);
        Assert.Contains("API token", run.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unattended_session_is_told_where_to_put_the_token()
    {
        await using var tenant = await Tenant.StartAsync();
        using var variable = await EnvironmentVariables.SetAsync("DT_API_TOKEN", null);

        var error = tenant.Run("Connect-DtEnvironment $url").FailWith("CredentialMissing");

        Assert.Contains("DT_API_TOKEN", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task A_token_of_v1_connects_to_v1_and_is_warned_of_it()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Session.Set("v1", Tenant.Secure(tenant.Server.V1AdminToken));

        var run = tenant.Run("Connect-DtEnvironment $url -ApiToken $v1").Succeed();

        Assert.Equal("V1", run.One.Properties["ApiVersion"].Value.ToString());
        Assert.Contains("deprecated", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Empty(tenant.Run("Connect-DtEnvironment $url -ApiToken $v1 -ApiVersion V1").Succeed().Warnings);
    }

    [Fact]
    public async Task A_caller_that_expires_soon_is_warned_of()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Server.Clock.Advance(TimeSpan.FromDays(20));

        var run = tenant.Run("Connect-DtEnvironment $url -ApiToken $sample").Succeed();

        Assert.Single(run.Warnings, warning => warning.Contains("Invoke-DtTokenRotation", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_caller_that_may_manage_no_tokens_is_warned_of()
    {
        await using var tenant = await Tenant.StartAsync();

        var run = tenant.Run("Connect-DtEnvironment $url -ApiToken $sample").Succeed();

        var warning = Assert.Single(run.Warnings);
        Assert.Contains(Tenant.PublicPart(tenant.Server.SampleToken), warning, StringComparison.Ordinal);
        Assert.Contains("apiTokens.read", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_connection_says_that_it_replaces_the_first()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var other = tenant.Server.Tenant.Seed(new SeedToken { Name = "other", Scopes = ["apiTokens.read"] });

        var renewed = tenant.Run("Connect-DtEnvironment $url -ApiToken $admin -Verbose").Succeed();
        var replaced = tenant.Run("Connect-DtEnvironment $url -ApiToken $args[0]", Tenant.Secure(other.Token)).Succeed();

        Assert.Empty(renewed.Warnings);
        Assert.Contains(renewed.Verbose, line => line.Contains("replaces an earlier one", StringComparison.Ordinal));
        var warning = Assert.Single(replaced.Warnings);
        Assert.Contains(Tenant.PublicPart(tenant.Server.AdminToken), warning, StringComparison.Ordinal);
        Assert.Contains(other.Id, warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_environment_without_v2_is_not_blamed_on_the_token()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Server.Faults.Add(new FaultRule { Path = "/api/v2/", Effect = FaultEffect.Status, Status = 404 });

        var run = tenant.Run(
            "Connect-DtEnvironment $url -ApiToken $args[0]", Tenant.Secure(tenant.Server.V1AdminToken)).Succeed();

        Assert.Equal("V1", run.One.Properties["ApiVersion"].Value.ToString());
        Assert.Contains("no token API v2", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ForEach-Object -Parallel { Find-DtToken }", 1)]
    [InlineData("ForEach-Object -Parallel { Find-DtToken -Environment $using:env }", 0)]
    public async Task A_parallel_loop_is_told_how_to_take_the_connection_along(string loop, int failures)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Session.Set("module", BuiltFiles.Manifest);

        // In a shell that has the module installed, the loop imports it by itself.
        var run = tenant.Run(
            "$env = Get-DtEnvironment; 1 | "
                + $"{loop.Replace("Find", "Import-Module $using:module; Find", StringComparison.Ordinal)}");

        Assert.Equal(failures, run.Errors.Count);
        Assert.All(run.Errors, error =>
        {
            Assert.StartsWith("NotConnected", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains("-Environment $using:env", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Skipping_the_certificate_check_is_warned_of_each_time()
    {
        await using var tenant = await Tenant.StartAsync();

        for (var i = 0; i < 2; i++)
        {
            Assert.Single(tenant.Run("Connect-DtEnvironment $url -ApiToken $admin -SkipCertificateCheck").Succeed().Warnings);
        }
    }

    [Theory]
    [InlineData("ftp://abc12345.live.dynatrace.com")]
    [InlineData("http://abc12345.live.dynatrace.com")]
    [InlineData("::")]
    public async Task A_wrong_url_is_refused_before_anything_is_sent(string url)
    {
        await using var tenant = await Tenant.StartAsync();

        tenant.Run("Connect-DtEnvironment $args[0] -ApiToken $admin", url).FailWith("InvalidEnvironmentUrl");
    }

    [Fact]
    public async Task A_url_behind_which_nobody_is_names_the_network_as_the_place_to_look()
    {
        await using var tenant = await Tenant.StartAsync();

        var error = tenant.Run("Connect-DtEnvironment http://127.0.0.1:9 -ApiToken $admin -NoProxy -MaximumRetryCount "
            + "0").FailWith("EnvironmentUnreachable");

        Assert.Contains("-Proxy", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_instead_of_an_answer_is_told_as_such()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Server.Faults.Add(new FaultRule { Effect = FaultEffect.Html, Status = 200 });

        tenant.Run("Connect-DtEnvironment $url -ApiToken $admin").FailWith("AnswerMalformed");
    }

    [Theory]
    [InlineData("dt0s16", 8, "Unauthorized")]
    [InlineData("dt0s02", 8, "AccessTokenRefused")]
    [InlineData("dt0g02", 8, "InvalidToken")]
    [InlineData("dt0c01", 24, "Unauthorized")]
    public async Task Another_kind_of_token_and_an_unknown_one_are_told_apart(string prefix, int publicLength, string error)
    {
        await using var tenant = await Tenant.StartAsync();
        var token = Tokens.Make(prefix, publicLength);

        var record = tenant
            .Run("Connect-DtEnvironment $url -ApiToken $args[0] -TokenUrl $args[1]", Tenant.Secure(token), tenant.Server.TokenUrl)
            .FailWith(error);

        Assert.Contains(Tenant.PublicPart(token), record.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, record.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_with_spaces_is_refused()
    {
        await using var tenant = await Tenant.StartAsync();

        tenant.Run("Connect-DtEnvironment $url -ApiToken $args[0]", Tenant.Secure(tenant.Server.AdminToken + " ")).FailWith(
            "InvalidToken");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_revoked_or_expired_caller_is_unauthorised(bool revoked)
    {
        await using var tenant = await Tenant.StartAsync();
        var store = tenant.Server.Tenant;
        var token = store.Seed(
            new SeedToken { Name = "late", Enabled = !revoked, ExpirationDate = store.Now.AddDays(revoked ? 1 : -1) });

        tenant.Run("Connect-DtEnvironment $url -ApiToken $args[0]", Tenant.Secure(token.Token)).FailWith("Unauthorized");
    }

    [Fact]
    public async Task A_caller_without_the_scope_is_told_which_one_it_lacks()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Run("Connect-DtEnvironment $url -ApiToken $sample | Out-Null").Succeed();

        var error = tenant.Run("Find-DtToken").FailWith("MissingScope");

        Assert.Equal(ErrorCategory.PermissionDenied, error.CategoryInfo.Category);
        Assert.Contains("apiTokens.read", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_certificate_authority_is_trusted_when_its_file_is_given()
    {
        using var authority = new PrivateAuthority();
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { Certificate = authority.ServerCertificate });
        tenant.Session.Set("authority", authority.File);

        tenant.Run("Connect-DtEnvironment $url -ApiToken $admin -MaximumRetryCount 0").FailWith("TlsFailed");
        tenant.Run("Connect-DtEnvironment $url -ApiToken $admin -CertificateAuthority $authority").Succeed();
        tenant.Run("Connect-DtEnvironment $url -ApiToken $admin -SkipCertificateCheck").Succeed();
    }

    [Fact]
    public async Task A_certificate_file_that_is_none_is_named()
    {
        await using var tenant = await Tenant.StartAsync();

        var error = tenant.Run("Connect-DtEnvironment $url -ApiToken $admin -CertificateAuthority "
            + "$args[0]", BuiltFiles.Manifest).FailWith("CertificateUnreadable");

        Assert.Equal(BuiltFiles.Manifest, error.TargetObject);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_connection_attempt()
    {
        await using var tenant = await Tenant.StartAsync();
        var gate = tenant.HoldAnswer(_ => true);

        var script = tenant.Session.Start("Connect-DtEnvironment $url -ApiToken $admin");
        gate.AwaitRequest();
        var run = script.Stop();

        Assert.Equal(PSInvocationState.Stopped, run.State);
    }
}
