using System.Text.RegularExpressions;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Module.Tests.Samples;

/// <summary>The script that settles the guesses on a live account, at a sandbox's with each of them the other way.</summary>
public sealed class TryLiveAccountTests
{
    private static readonly string Script = Path.Combine(BuiltFiles.RepositoryRoot, "samples", "try-live.ps1");

    private static readonly AccountOptions[] TheOtherWay =
    [
        new() { CreatedStatus = 201 },
        new() { ChangedStatus = 204 },
        new() { DeletedStatus = 200 },
        new() { ListHasTags = true },
        new() { ShortestLifetime = TimeSpan.FromHours(2) },
        new() { ForeignOwnerRefusedWith = 403 },
        new() { NeverIsNoExpiry = false },
        new() { ExpiredStayExpired = true },
        new() { UsableAfter = TimeSpan.FromSeconds(2) },
        new() { ChangeFeltAfter = TimeSpan.FromSeconds(2) },
        new() { AccountListLag = TimeSpan.FromSeconds(2) },
        new() { InactiveBearerStatus = 401 },
        new() { ProbeCountsAsUse = false },
        new() { AccountErrors = AccountErrorShape.Envelope },
        new() { AccountErrors = AccountErrorShape.Empty },
    ];

    public static TheoryData<int, string> Switches
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var i = 0; i < TheOtherWay.Length; i++)
            {
                data.Add(i, Changed(TheOtherWay[i]));
            }

            return data;
        }
    }

    /// <summary>The switches of an account that the script asks for.</summary>
    internal static IEnumerable<string> Asked => TheOtherWay.Select(Changed).Distinct();

    [Theory]
    [MemberData(nameof(Switches))]
    public async Task A_guess_that_is_the_other_way_is_found(int index, string name)
    {
        await using var tenant = await StartAsync(TheOtherWay[index]);

        var block = Block(Try(tenant).Succeed());

        Assert.Contains(name, block["otherwise than assumed"].Split(", "));
        AssertNothingIsLeft(tenant);
    }

    [Fact]
    public async Task A_sandbox_as_it_is_is_as_assumed_and_the_block_names_nothing_of_it()
    {
        await using var tenant = await StartAsync(new AccountOptions());

        var run = Try(tenant).Succeed();

        var block = Block(run);
        Assert.Equal("nothing", block["otherwise than assumed"]);
        Assert.Equal("nothing", block["not to be seen here"]);
        var text = string.Join('\n', run.Output);
        Assert.DoesNotContain("dt0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        Assert.DoesNotContain(tenant.Server.Account.Uuid, text, StringComparison.Ordinal);
        AssertNothingIsLeft(tenant);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_run_that_breaks_off_leaves_no_token(int nth)
    {
        await using var tenant = await StartAsync(new AccountOptions());
        tenant.Server.Faults.Add(new FaultRule
        {
            Method = "POST",
            Path = "/platform-tokens$",
            Nth = nth + 1,
            Effect = FaultEffect.DropAfter,
            Applied = true,
        });

        Try(tenant, "-ErrorAction SilentlyContinue");

        AssertNothingIsLeft(tenant);
    }

    [Theory]
    [InlineData("-ClientSecret $client -WhatIf")]
    [InlineData("-ClientSecret $platform -Confirm:$false")]
    public async Task Without_consent_or_scope_nothing_is_made(string arguments)
    {
        await using var tenant = await StartAsync(new AccountOptions());
        var before = tenant.Server.Account.PlatformTokens.Count;

        tenant.Run($"& '{Script}' $url -Account $uuid -AccountUrl $accountUrl -TokenUrl $tokenUrl {arguments}");

        Assert.Equal(before, tenant.Server.Account.PlatformTokens.Count);
        Assert.DoesNotContain(tenant.Server.Log.Requests, request =>
            request.Method == "POST" && request.Path.EndsWith("/platform-tokens", StringComparison.Ordinal));
    }

    private static Run Try(Tenant tenant, string more = "")
    {
        const string Where = "$url -Account $uuid -AccountUrl $accountUrl -TokenUrl $tokenUrl -EnvironmentId $environmentId";
        return tenant.Run(
            $"& '{Script}' {Where} -ClientSecret $client -UserUuid $person -Patience 5 -Confirm:$false {more}");
    }

    private static string Changed(AccountOptions options)
    {
        var byDefault = new AccountOptions();
        return typeof(AccountOptions).GetProperties().Single(property =>
            property.Name != "EqualityContract" && !Equals(property.GetValue(options), property.GetValue(byDefault))).Name;
    }

    private static async Task<Tenant> StartAsync(AccountOptions options)
    {
        var tenant = await AccountTenant.StartAsync(options, WaitedClock.Start());
        tenant.WaitByItsClock();
        tenant.Session.Set("person", tenant.Server.Account.UserUuid("person@example.com"));
        tenant.Session.Set("environmentId", tenant.Server.Account.EnvironmentUrn["urn:dtenvironment:".Length..]);
        return tenant;
    }

    private static Dictionary<string, string> Block(Run run)
    {
        var lines = run.Output.Select(line => line.ToString()).ToList();
        Assert.Equal("----- try-live-account 1: please send these lines back -----", lines[0]);
        Assert.Equal("----- end -----", lines[^1]);
        return lines.Skip(1).SkipLast(1).Select(line => Regex.Match(line, "^(.*?): (.*)$")).ToDictionary(
            match => match.Groups[1].Value, match => match.Groups[2].Value);
    }

    private static void AssertNothingIsLeft(Tenant tenant) => Assert.DoesNotContain(
        tenant.Server.Account.PlatformTokens, token => token.Name.StartsWith("try-live", StringComparison.Ordinal));
}
