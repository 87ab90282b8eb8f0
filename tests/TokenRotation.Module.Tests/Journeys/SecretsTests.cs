using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>No secret is anywhere where a person, a log or a transcript could see it.</summary>
public sealed class SecretsTests
{
    private const string Rotation = """
        $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
        $environment = Connect-DtEnvironment $url -ApiToken $admin -MaximumRetryCount 0
        $environment
        $old = Find-DtToken -Token $sample
        $old
        $rotation = $old | Invoke-DtTokenRotation
        $rotation
        $new = Find-DtToken -Id $old.Id | New-DtToken
        $new
        Test-DtToken $rotation.Token
        Test-DtToken $stranger
        Find-DtToken -Token $stranger
        Find-DtToken -Token $platform
        Find-DtToken -Id $plain
        Revoke-DtToken $plain
        Invoke-DtTokenRotation $plain
        'prefix' + $plain | Find-DtToken
        $old | Remove-DtToken -Confirm:$false
        $new | Revoke-DtToken -WhatIf
        $new | Revoke-DtToken -PassThru
        $new | Restore-DtToken -PassThru
        Get-DtEnvironment
        Invoke-DtTokenRotation (Get-DtEnvironment).CallerId
        Connect-DtEnvironment $url -ApiToken $sample
        Connect-DtEnvironment $url -ApiToken $platform
        Connect-DtEnvironment $plain -ApiToken $platform
        Find-DtToken -Environment $plain
        """;

    private const string Faults = """
        Find-DtToken -Token $stranger
        New-DtToken lost metrics.read
        Test-DtToken $stranger
        """;

    [Fact]
    public async Task A_full_rotation_with_all_its_errors_shows_none()
    {
        await using var tenant = await Tenant.StartAsync();
        var strangers = new[] { Tokens.Make(), Tokens.Make("dt0s16", 8), Tokens.Make() };
        tenant.Session.Set("stranger", Tenant.Secure(strangers[0]));
        tenant.Session.Set("platform", Tenant.Secure(strangers[1]));
        tenant.Session.Set("plain", strangers[2]);

        var runs = new List<Run> { tenant.Run(Rotation) };
        tenant.Run("Connect-DtEnvironment $url -ApiToken $args[0] -MaximumRetryCount 0 | "
            + "Out-Null", Tenant.Secure(tenant.Server.V1AdminToken)).Succeed();
        foreach (var effect in new[]
        {
            FaultEffect.DropBefore,
            FaultEffect.DropAfter,
            FaultEffect.Html,
            FaultEffect.Malformed,
            FaultEffect.EmptyBody,
            FaultEffect.ErrorArray,
        })
        {
            tenant.Server.Faults.Clear();
            tenant.Server.Faults.Add(new FaultRule { Effect = effect });
            runs.Add(tenant.Run(Faults));
        }

        foreach (var status in new[] { 302, 400, 401, 403, 404, 409, 429, 500, 503 })
        {
            tenant.Server.Faults.Clear();
            tenant.Server.Faults.Add(
                new FaultRule
                {
                    Effect = FaultEffect.Status,
                    Status = status,
                    Headers = FaultHeaders.AtOnce,
                    Body = Echo(status, strangers),
                });
            runs.Add(tenant.Run(Faults));
        }

        tenant.Server.Faults.Clear();
        Assert.True(runs.Sum(run => run.Errors.Count) > 15, "the script makes too few errors");
        var secrets = tenant.Server.Tenant.Tokens.Select(token => token.Token).Concat(strangers)
            .Select(token => token.Split('.')[^1]).ToList();
        Assert.True(secrets.Count > 7);
        SecretSearch.FindNone(runs, tenant.Session, secrets);
    }

    [Fact]
    public async Task The_search_finds_a_secret_where_there_is_one()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("[pscustomobject]@{ Inner = New-DtToken t metrics.read -AsPlainText }").Succeed();

        var made = tenant.Server.Tenant.Tokens.Single(token => token.Name == "t");
        var seen = SecretSearch.Everything(run, tenant.Session);
        Assert.Contains(made.Token, seen, StringComparison.Ordinal);
        Assert.All(SecretSearch.Scanners, scanner => Assert.Matches(scanner, seen));
    }

    // As plain text it is the user's own wish; even then no table shows it.
    [Fact]
    public async Task Plain_text_is_in_its_property_and_in_no_table()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("$new = New-DtToken t metrics.read -AsPlainText; $new.Token; $new | Out-Default; "
            + "Invoke-DtTokenRotation $new.Id -AsPlainText | Out-Default").Succeed();

        Assert.Contains("dt0c01.", run.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(((string)run.One.BaseObject).Split('.')[^1], run.Screen, StringComparison.Ordinal);
        Assert.All(tenant.Server.Tenant.Tokens, token =>
            Assert.DoesNotContain(token.Token.Split('.')[^1], run.Screen, StringComparison.Ordinal));
    }

    // A server, or a proxy's error page, may send back what it was sent.
    private static string Echo(int status, string[] secrets) =>
        $$$"""{"error":{"code":{{{status}}},"message":"bad: {{{string.Join(' ', secrets)}}}","constraintViolations":[{"path":"{{{secrets[0]}}}","message":"{{{secrets[1]}}}"}]}}""";
}
