using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Find-DtToken at an account, and at environments and accounts in one pipeline.</summary>
public sealed class FindPlatformTokenTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Shows_kind_owner_resource_use_and_an_expiry_that_the_status_hides()
    {
        await using var tenant = await AccountTenant.ConnectAsync(clock: new VirtualClock(Start));
        var token = tenant.Add(new SeedPlatformToken
        {
            Name = "over",
            Owner = "maker@example.com",
            Scopes = ["storage:logs:read"],
            Resources = [tenant.Server.Account.Urn],
            ExpirationDate = Start.AddDays(-1),
            LastUsedAt = Start.AddDays(-2),
        });

        var found = tenant.Run("$over = Find-DtToken over; $over; $over.State; Find-DtToken -Expired; $over.Kind")
            .Succeed().Output;

        object Shown(string property) => found[0].Properties[property].Value;
        Assert.Equal((token.Id, "maker@example.com", Start.AddDays(-2), true), (
            Shown("Id"), Shown("Owner"), Shown("LastUsedDate"), Shown("Enabled")));
        Assert.Equal([tenant.Server.Account.Urn], (IEnumerable<string>)Shown("Resource"));
        Assert.Equal(["storage:logs:read"], (IEnumerable<string>)Shown("Scopes"));
        Assert.Equal("Expired", found[1].ToString());
        Assert.Equal(found[0].BaseObject, found[2].BaseObject);
        Assert.Equal("Platform", found[3].ToString());
    }

    [Fact]
    public async Task Finds_by_id_by_secret_by_owner_and_by_scope()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        foreach (var condition in new[]
        {
            "-Id $platformId", "$platformId", "-Token $platform", "-Name Workf*", "-Owner admin* -Scope automation:workflows:run",
            "-ExpiringWithin 31d",
        })
        {
            var run = tenant.Run($"Find-DtToken {condition}").Succeed();
            Assert.Equal("Workflow runner", run.One.Properties["Name"].Value);
            Assert.Empty(run.Warnings);
        }

        tenant.Run("Find-DtToken -Id dt0s16.NOWHERE2").FailWith("TokenNotFound");
        Assert.Equal("RW config token", tenant.Run("(Find-DtToken -Token $sample).Name").Succeed().One.ToString());
    }

    [Fact]
    public async Task One_pipeline_crosses_both_kinds_and_reads_each_again_where_it_is()
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        var run = tenant.Run("""
            $all = Find-DtToken -Environment $url, $uuid
            $again = $all | Find-DtToken
            "$(@($all).Count) $(@($again).Count) $(@($again | Where-Object Kind -EQ Platform).Count)"
            $all | Format-Table | Out-Default
            """).Succeed();

        Assert.Equal("5 5 2", run.One.ToString());
        Assert.Contains("Workflow runner", run.Screen, StringComparison.Ordinal);
        Assert.Contains("RW config token", run.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_shows_what_a_platform_token_has_and_a_classic_one_not()
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        var platform = tenant.Run("Find-DtToken $platformId | Format-List | Out-Default").Succeed().Screen;
        var classic = tenant.Run("Find-DtToken -Id $sampleId -Environment $url | Format-List | Out-Default").Succeed().Screen;

        Assert.Matches(@"Kind\s+: Platform", platform);
        Assert.Contains(tenant.Server.Account.EnvironmentUrn, platform, StringComparison.Ordinal);
        Assert.DoesNotContain("Resource", classic, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_account_is_read_page_by_page()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        for (var i = 0; i < 2500; i++)
        {
            tenant.Add(new SeedPlatformToken { Name = $"n{i}", Owner = $"p{i}@example.com", Scopes = ["storage:logs:read"] });
        }

        Assert.Equal(2502, tenant.Run("Find-DtToken").Succeed().Output.Count);
        Assert.Equal(3, tenant.Server.Log.Requests.Count);
        tenant.Server.Log.Clear();
        tenant.Run("Find-DtToken | Select-Object -First 1").Succeed();
        Assert.InRange(tenant.Server.Log.Requests.Count, 1, 2);
    }
}
