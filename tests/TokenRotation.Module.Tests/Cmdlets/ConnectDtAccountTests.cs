using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Connections to accounts, beside those to environments.</summary>
public sealed class ConnectDtAccountTests
{
    [Fact]
    public async Task Says_what_is_connected_and_that_no_live_account_was_met()
    {
        await using var tenant = await AccountTenant.StartAsync();

        var run = tenant.Run(AccountTenant.Connect + " -Verbose").Succeed();

        string Shown(string property) => run.One.Properties[property].Value.ToString()!;
        Assert.Equal(("Account", "Platform", tenant.Server.Account.Urn, tenant.Server.Account.Uuid), (
            Shown("Kind"), Shown("ApiVersion"), Shown("Environment"), Shown("EnvironmentId")));
        Assert.Equal(tenant.Server.AccountClient.Id, Shown("CallerId"));
        Assert.Equal(["platform-token:tokens:manage"], (IEnumerable<string>)run.One.Properties["CallerScopes"].Value);
        Assert.Contains(run.Verbose, line => line.Contains("no live account", StringComparison.Ordinal));
        Assert.Contains(run.Verbose, line => line.Contains("/platform-tokens", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Takes_the_secret_as_text_as_a_credential_and_from_a_vault()
    {
        await using var tenant = await AccountTenant.StartAsync();
        tenant.Session.Set("text", tenant.Server.AccountClient.Secret);

        var connected = tenant.Run("""
            $rest = @{ AccountUrl = $accountUrl; TokenUrl = $tokenUrl; NoProxy = $true }
            Connect-DtAccount $uuid -ClientSecret $text @rest
            Connect-DtAccount $urn -ClientSecret ([pscredential]::new('client', $client)) @rest
            Connect-DtAccount -AccountUuid $uuid.ToUpper() -ClientId $text.Substring(0, 15) -ClientSecret $client @rest
            """).Succeed().Output;

        Assert.Equal(3, connected.Count);
        Assert.Single(tenant.Run("Get-DtEnvironment").Succeed().Output);
    }

    [Theory]
    [InlineData("Connect-DtAccount abc12345 -ClientSecret $client", "InvalidAccount")]
    [InlineData("Connect-DtAccount $uuid -ClientSecret $client -AccountUrl http://api.example.com", "InvalidAccount")]
    [InlineData("Connect-DtAccount $uuid -ClientSecret $client -TokenUrl http://sso.example.com/token", "InvalidTokenUrl")]
    [InlineData("Connect-DtAccount $uuid -ClientSecret $platform", "InvalidToken")]
    [InlineData("Connect-DtAccount $uuid -ClientSecret $admin", "InvalidToken")]
    [InlineData("Connect-DtAccount $uuid -ClientId dt0s02.ANOTHER1 -ClientSecret $client", "InvalidToken")]
    [InlineData("Connect-DtAccount $uuid -ClientSecret $client -SecretName entry", "ParametersContradict")]
    [InlineData(
        "Connect-DtAccount $uuid -ClientSecret $client -ProxyCredential $c -ProxyUseDefaultCredentials", "ParametersContradict")]
    public async Task What_does_not_fit_is_refused_before_anything_is_sent(string command, string error)
    {
        await using var tenant = await AccountTenant.StartAsync();
        tenant.Run("$c = [pscredential]::new('u', $client)");

        tenant.Run(command).FailWith(error);

        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task A_session_that_cannot_ask_wants_a_credential_and_no_token_of_an_environment()
    {
        await using var tenant = await AccountTenant.StartAsync();
        using var variables = await EnvironmentVariables.SetAsync(
            ("DT_API_TOKEN", tenant.Server.AdminToken),
            ("DT_CLIENT_ID", tenant.Server.AccountClient.Id),
            ("DT_CLIENT_SECRET", tenant.Server.AccountClient.Secret));
        tenant.Run("Connect-DtAccount $uuid -AccountUrl $accountUrl -TokenUrl $tokenUrl").Succeed();

        variables.Set("DT_CLIENT_SECRET", null);
        tenant.Run("Connect-DtAccount $uuid -AccountUrl $accountUrl -TokenUrl $tokenUrl").FailWith("CredentialMissing");
    }

    [Fact]
    public async Task A_client_without_the_right_is_told_what_it_lacks()
    {
        await using var tenant = await AccountTenant.StartAsync(new AccountOptions { ManagementRefusedWith = 403 });

        var run = tenant.Run(AccountTenant.Connect);

        run.FailWith("MissingScope");
        Assert.Contains("Allow to manage platform tokens", run.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-DtAccount", run.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_of_one_user_is_warned_that_it_sees_its_own_alone()
    {
        await using var tenant = await AccountTenant.StartAsync();
        var person = tenant.Server.Account.AddClient("person@example.com", ["platform-token:tokens:write"]);
        tenant.Session.Set("client", Tenant.Secure(person.Secret));

        var run = tenant.Run(AccountTenant.Connect).Succeed();

        Assert.Contains("platform-token:tokens:manage", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_listed_named_and_disconnected_as_an_environment_is()
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        Assert.Equal(2, tenant.Run("Get-DtEnvironment").Succeed().Output.Count);
        Assert.Equal("Account", tenant.Run("(Get-DtEnvironment urn:dtaccount:*).Kind").Succeed().One.ToString());
        Assert.Equal("Environment", tenant.Run("(Get-DtEnvironment $url).Kind").Succeed().One.ToString());
        foreach (var name in new[] { "$uuid", "$urn", "urn:dtaccount:*", "(Get-DtEnvironment $uuid)", "@{ Environment = $urn }" })
        {
            var found = tenant.Run($"Find-DtToken -Name 'Workflow*' -Environment {name}").Succeed();
            Assert.Equal(tenant.Server.Account.Urn, found.One.Properties["Environment"].Value);
        }

        var offered = tenant.Run("(TabExpansion2 'Find-DtToken -Environment ').CompletionMatches.CompletionText")
            .Succeed().Output;
        Assert.Contains(offered, text => text.ToString()!.Contains(tenant.Server.Account.Uuid, StringComparison.Ordinal));
        var urls = tenant.Run("(TabExpansion2 'Connect-DtEnvironment ').CompletionMatches.CompletionText").Succeed().Output;
        Assert.DoesNotContain(urls, text => text.ToString()!.Contains("urn:", StringComparison.Ordinal));

        tenant.Run("Disconnect-DtEnvironment $uuid").Succeed();
        tenant.Run("Find-DtToken -Environment $urn").FailWith("EnvironmentNotConnected");
        Assert.Single(tenant.Run("Get-DtEnvironment").Succeed().Output);
    }

    [Fact]
    public async Task The_list_shows_the_kind_of_an_account_alone()
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        var account = tenant.Run("Get-DtEnvironment $uuid | Format-List | Out-Default").Succeed().Screen;
        var environment = tenant.Run("Get-DtEnvironment $url | Format-List | Out-Default").Succeed().Screen;

        Assert.Matches(@"Kind\s+: Account", account);
        Assert.DoesNotContain("Kind", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_of_the_client_is_seen_in_any_answer()
    {
        await using var tenant = await AccountTenant.StartAsync();
        var server = tenant.Server;
        var secrets = new[] { server.AccountClient.Secret, server.SamplePlatformToken }
            .Select(text => text.Split('.')[2])
            .ToList();
        var runs = new List<Run>();
        foreach (var status in new[] { 200, 302, 400, 401, 403, 404, 429, 500 })
        {
            foreach (var path in new[] { "/oauth2/token$", "/platform-tokens$" })
            {
                server.Faults.Clear();
                server.Faults.Add(new FaultRule
                {
                    Path = path,
                    Effect = FaultEffect.Status,
                    Status = status,
                    Body = $$"""{"error":true,"message":"bad: {{server.AccountClient.Secret}} {{server.SamplePlatformToken}}"}""",
                });
                runs.Add(tenant.Run("$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'; $sampleId; "
                    + AccountTenant.Connect + " -MaximumRetryCount 0"));
            }
        }

        server.Faults.Clear();
        runs.Add(tenant.Run("$VerbosePreference = $DebugPreference = 'Continue'; $sampleId; " + AccountTenant.Connect
            + "; Find-DtToken; Find-DtToken -Token $platform; Find-DtToken -Token $client; Connect-DtAccount $platform"));

        Assert.True(runs.Sum(run => run.Errors.Count) >= 16, "the script makes too few errors");
        SecretSearch.FindNone(runs, tenant.Session, secrets);
    }
}
