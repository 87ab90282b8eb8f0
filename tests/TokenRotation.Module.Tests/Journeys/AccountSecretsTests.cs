using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>
/// No platform token's secret, no OAuth client's secret and no access token is anywhere where a person, a log or a transcript
/// could see it.
/// </summary>
public sealed class AccountSecretsTests
{
    private const string Everything = """
        $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
        $found = Find-DtToken -Token $platform
        $found
        $new = New-DtToken made app-engine:apps:run -Resource $environmentUrn -User admin@example.com -Lifetime 30d
        $new
        $copy = $found | New-DtToken
        $copy
        $new | Test-DtToken -Detailed
        Test-DtToken $stranger -Detailed
        Test-DtToken $client -Detailed
        Find-DtToken -Token $stranger
        Find-DtToken -Id $plain
        New-DtToken $plain app-engine:apps:run -Resource $environmentUrn
        New-DtToken n app-engine:apps:run -Resource $plain
        New-DtToken n app-engine:apps:run -Resource $environmentUrn -User $plain
        New-DtToken n $plain -Resource $environmentUrn
        Set-DtToken $copy.Id -ExpirationDate now+10d -PassThru
        Revoke-DtToken $copy.Id -PassThru
        Revoke-DtToken $plain
        Restore-DtToken $copy.Id -PassThru
        Revoke-DtToken $copy.Id
        Remove-DtToken $copy.Id -Force -Confirm:$false
        Get-DtTokenFinding
        Get-DtEnvironment
        Get-DtTokenActivity $found.Id
        Connect-DtAccount $uuid -ClientSecret $platform -AccountUrl $accountUrl -TokenUrl $tokenUrl
        Connect-DtAccount $plain -ClientSecret $client -AccountUrl $accountUrl -TokenUrl $tokenUrl
        Find-DtToken -Environment $url
        """;

    private const string Faults = """
        New-DtToken lost app-engine:apps:run -Resource $environmentUrn -User admin@example.com
        Test-DtToken $platform -Detailed
        Find-DtToken -Id dt0s16.NOWHERE2
        Connect-DtAccount $uuid -ClientSecret $client -AccountUrl $accountUrl -TokenUrl $tokenUrl -MaximumRetryCount 0
        """;

    [Fact]
    public async Task What_an_account_takes_and_its_errors_show_none()
    {
        await using var tenant = await AccountTenant.StartAsync();
        var server = tenant.Server;
        string[] strangers = [Tokens.Make("dt0s16", 8), Tokens.Make("dt0s16", 8)];
        tenant.Session.Set("stranger", Tenant.Secure(strangers[0]));
        tenant.Session.Set("plain", strangers[1]);
        tenant.Run("$null = Connect-DtEnvironment $url -ApiToken $admin -MaximumRetryCount 0").Succeed();
        tenant.Run($"$null = {AccountTenant.Connect} -MaximumRetryCount 0").Succeed();

        var runs = new List<Run> { tenant.Run(Everything) };
        foreach (var effect in new[]
        {
            FaultEffect.DropBefore, FaultEffect.DropAfter, FaultEffect.Html, FaultEffect.Malformed, FaultEffect.EmptyBody,
            FaultEffect.ErrorArray,
        })
        {
            server.Faults.Clear();
            server.Faults.Add(new FaultRule { Effect = effect });
            runs.Add(tenant.Run(Faults + "\n'dt0c01.'"));
        }

        var echoed = string.Join(' ', server.AccountClient.Secret, server.SamplePlatformToken, strangers[0]);
        foreach (var status in new[] { 302, 400, 401, 403, 404, 409, 429, 500, 503 })
        {
            server.Faults.Clear();
            server.Faults.Add(new FaultRule
            {
                Effect = FaultEffect.Status,
                Status = status,
                Headers = FaultHeaders.AtOnce,
                Body = $$"""{"error":true,"message":"bad: {{echoed}}","payload":null}""",
            });
            runs.Add(tenant.Run(Faults + "\n'dt0c01.'"));
        }

        server.Faults.Clear();
        Assert.True(runs.Sum(run => run.Errors.Count) > 30, "the script makes too few errors");
        var secrets = server.Account.PlatformTokens.Select(token => token.Token).Concat(strangers)
            .Append(server.AccountClient.Secret)
            .Select(token => token.Split('.')[^1])
            .Append("eyJhbGciOi")
            .ToList();
        SecretSearch.FindNone(runs, tenant.Session, secrets);
    }
}
