using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>A rotation that a platform token or an OAuth client manages: no classic managing token is needed.</summary>
public sealed class BearerTests
{
    private const string Preferences = "$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue';";

    [Theory]
    [InlineData("-ApiToken $platform")]
    [InlineData("-ClientSecret $secret -TokenUrl $tokenUrl")]
    [InlineData("-ClientId $clientId -ClientSecret $secret -TokenUrl $tokenUrl")]
    public async Task Rotates_and_says_whose_the_new_token_is(string credential)
    {
        await using var tenant = await StartAsync(
            new SandboxOptions { Account = new AccountOptions { OwnerOfMadeTokens = "service-user" } });

        var run = tenant.Run($"$e = Connect-DtEnvironment $url {credential}; $e.CallerOwner; $r = Invoke-DtTokenRotation "
            + "$sampleId -Confirm:$false; $e.CallerOwner; $r").Succeed();

        Assert.Null(run.Output[0]);
        Assert.Equal("service-user", run.Output[1].ToString());
        var old = tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken))!;
        Assert.Equal("service-user", Assert.Single(tenant.Server.Tenant.Tokens, token =>
            token.Name.StartsWith("RW config", StringComparison.Ordinal) && token.Id != old.Id).Owner);
    }

    [Fact]
    public async Task An_access_token_that_ends_in_the_middle_of_a_rotation_ends_nothing_and_shows_nothing()
    {
        SandboxServer? server = null;
        var moved = 0;
        await using var tenant = await StartAsync(new SandboxOptions
        {
            // After each change: from the creation on, every step meets a Bearer that is over.
            OnRequest = request =>
            {
                if (server is not null && request.Method is "PUT" or "POST" && request.Status is 201 or 204)
                {
                    moved++;
                    server!.Clock.Advance(TimeSpan.FromSeconds(301));
                }
            },
        });
        server = tenant.Server;

        var run = tenant.Run(Preferences + "Connect-DtEnvironment $url -ClientSecret $secret -TokenUrl $tokenUrl; "
            + "Invoke-DtTokenRotation $sampleId -Confirm:$false");

        Assert.Empty(run.Errors);
        Assert.True(moved > 1);
        Search(tenant, run);
    }

    [Theory]
    [InlineData("http://sso.example.com/sso/oauth2/token")]
    [InlineData("http://10.0.0.1/token")]
    [InlineData("ftp://127.0.0.1/token")]
    [InlineData("sso/oauth2/token")]
    [InlineData("https://user:word@sso.example.com/token")]
    public async Task A_clients_secret_goes_to_no_address_that_is_not_encrypted(string address)
    {
        await using var tenant = await StartAsync(new SandboxOptions());

        tenant.Run("Connect-DtEnvironment $url -ClientSecret $secret -TokenUrl $args[0]", address).FailWith("InvalidTokenUrl");

        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Theory]
    [InlineData("-ClientSecret $secret -TokenUrl $url/sso/oauth2/token")]
    [InlineData("-ClientSecret $secret -TokenUrl $url/_account/none")]
    [InlineData("-ClientId dt0s02.ANOTHER1 -ClientSecret $secret")]
    [InlineData("-ClientSecret $platform")]
    [InlineData("-ClientSecret $secret -ApiToken $platform")]
    [InlineData("-ApiToken $platform -ApiVersion V1")]
    public async Task What_does_not_fit_is_an_error_and_shows_no_secret(string credential)
    {
        await using var tenant = await StartAsync(new SandboxOptions());

        var run = tenant.Run(Preferences + $"$sampleId; Connect-DtEnvironment $url {credential}");

        Assert.Single(run.Errors);
        Search(tenant, run);
    }

    [Fact]
    public async Task A_client_that_may_only_read_is_told_which_scope_was_refused()
    {
        await using var tenant = await StartAsync(new SandboxOptions());
        var reader = tenant.Server.Account.AddClient("a@example.com", ["api-tokens:tokens:read"]);

        var run = tenant.Run("Connect-DtEnvironment $url -ClientSecret $args[0] -TokenUrl $tokenUrl | Out-Null; New-DtToken "
            + "-Name n -Scope metrics.read -Confirm:$false", Tenant.Secure(reader.Secret));

        Assert.Contains(run.Warnings, warning => warning.Contains("api-tokens:tokens:write", StringComparison.Ordinal));
        Assert.StartsWith("MissingScope", Assert.Single(run.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DT_PLATFORM_TOKEN")]
    [InlineData("DT_CLIENT_SECRET")]
    public async Task The_vendors_variables_are_taken(string variable)
    {
        await using var tenant = await StartAsync(new SandboxOptions());
        var isClient = variable == "DT_CLIENT_SECRET";
        using var variables = await EnvironmentVariables.SetAsync(
            ("DT_API_TOKEN", null),
            ("DT_CLIENT_ID", isClient ? tenant.Server.Client.Id : null),
            (variable, isClient ? tenant.Server.Client.Secret : tenant.Server.PlatformToken));

        var connected = tenant.Run("(Connect-DtEnvironment $url -TokenUrl $tokenUrl).CallerId").Succeed().Output;

        Assert.Equal(isClient ? tenant.Server.Client.Id : Tenant.PublicPart(tenant.Server.PlatformToken), Assert.Single(connected)
            .ToString());
    }

    private static async Task<Tenant> StartAsync(SandboxOptions options)
    {
        var tenant = await Tenant.StartAsync(options, VirtualClock.Running());
        tenant.Session.Set("platform", Tenant.Secure(tenant.Server.PlatformToken));
        tenant.Session.Set("secret", Tenant.Secure(tenant.Server.Client.Secret));
        tenant.Session.Set("clientId", tenant.Server.Client.Id);
        tenant.Session.Set("tokenUrl", tenant.Server.TokenUrl.ToString());
        return tenant;
    }

    private static void Search(Tenant tenant, Run run) => SecretSearch.FindNone(
        run,
        tenant.Session,
        [
            .. tenant.Server.Tenant.Tokens.Select(token => token.Token.Split('.')[^1]),
            tenant.Server.PlatformToken.Split('.')[^1],
            tenant.Server.Client.Secret.Split('.')[^1],
            "eyJhbGciOiJFUzI1NiJ9",
        ]);
}
