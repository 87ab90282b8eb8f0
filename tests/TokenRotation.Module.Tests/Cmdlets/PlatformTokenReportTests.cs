using System.Text.Json;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Get-DtTokenFinding and Export-DtTokenReport with the tokens of an account, and of both kinds.</summary>
public sealed class PlatformTokenReportTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Findings_say_what_can_be_done_to_a_platform_token()
    {
        await using var tenant = await AccountTenant.ConnectAsync(clock: new VirtualClock(Start));
        var over = tenant.Add(Seed("over") with { ExpirationDate = Start.AddDays(-8) });
        var forever = tenant.Add(Seed("forever"));
        var soon = tenant.Add(Seed("soon") with { ExpirationDate = Start.AddDays(3) });
        var manages = tenant.Add(Seed("manages") with
        {
            Scopes = ["environment-api:api-tokens:write"],
            ExpirationDate = Start.AddDays(90),
        });

        var found = tenant.Run("Get-DtTokenFinding -Environment $uuid").Succeed().Output
            .ToLookup(one => (string)one.Properties["Id"].Value, one => (
                Kind: one.Properties["Kind"].Value.ToString(), Command: (string)one.Properties["Command"].Value));

        Assert.Contains(found[forever.Id], one => one.Kind == "NeverExpires");
        Assert.Contains(found[manages.Id], one => one.Kind == "ManagesTokens");
        var ended = Assert.Single(found[over.Id], one => one.Kind == "Expired");
        var expiring = Assert.Single(found[soon.Id], one => one.Kind == "ExpiringSoon");
        tenant.Run(ended.Command + " -Confirm:$false").Succeed();
        var rotated = tenant.Run(expiring.Command + " -Confirm:$false -WarningAction Ignore").Succeed();
        Assert.Null(tenant.Platform(over.Id));
        Assert.Equal(soon.Owner, tenant.Platform((string)rotated.One.Properties["Id"].Value)!.Owner);
    }

    [Fact]
    public async Task Tokens_of_both_kinds_that_are_piped_in_come_into_one_report()
    {
        await using var tenant = await AccountTenant.ConnectAsync(clock: new VirtualClock(Start));
        tenant.Add(Seed("<script>alert(1)</script>") with { Resources = [tenant.Server.Account.Urn] });
        var folder = Directory.CreateTempSubdirectory("report");
        try
        {
            tenant.Session.Set("folder", folder.FullName);
            tenant.Run("""
                Find-DtToken -Environment $url, $uuid |
                    Export-DtTokenReport "$folder/r.html" -Json "$folder/r.json" -Csv "$folder/r.csv"
                Export-DtTokenReport "$folder/again.html" -InputPath "$folder/r.json"
                """).Succeed();

            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "r.json")));
            var page = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "again.html"));
            var csv = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "r.csv"));
            Assert.Equal(2, json.RootElement.GetProperty("environments").GetArrayLength());
            Assert.Contains(
                json.RootElement.GetProperty("tokens").EnumerateArray(), token => token.TryGetProperty("resource", out var urns)
                    && urns[0].GetString() == tenant.Server.Account.Urn);
            Assert.Contains(Tenant.PublicPart(tenant.Server.SamplePlatformToken), page, StringComparison.Ordinal);
            Assert.Contains(Tenant.PublicPart(tenant.Server.SampleToken), page, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.Contains("Platform," + tenant.Server.Account.Urn, csv.Replace("\"", string.Empty), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_name_that_looks_like_a_rotations_note_says_nothing_of_a_platform_token()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        tenant.Add(Seed("x [dtr revoked 20260126T120000Z by dt0c01.OTHER]"));

        var kinds = tenant.Run("Get-DtTokenFinding -Environment $uuid").Succeed().All("Kind").Select(kind => kind!.ToString());

        Assert.DoesNotContain("RotationNeedsAttention", kinds);
    }

    [Fact]
    public async Task The_audit_log_of_an_account_is_refused_with_the_reason_and_with_what_tells_instead()
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        var error = tenant.Run("Get-DtTokenActivity $platformId -Environment $uuid").FailWith("NotForAccounts");

        Assert.Contains("documented in parts only", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Find-DtToken", error.ToString(), StringComparison.Ordinal);
    }

    private static SeedPlatformToken Seed(string name) => new()
    {
        Name = name,
        Owner = "maker@example.com",
        Scopes = ["storage:logs:read"],
        CreatedAt = Start.AddDays(-20),
        LastUsedAt = Start.AddDays(-1),
    };
}
