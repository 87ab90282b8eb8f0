using System.Text.RegularExpressions;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Samples;

/// <summary>
/// The script that settles the guesses on a live environment: the sandbox with each of them the other way is one.
/// </summary>
public sealed class TryLiveSampleTests
{
    private const string Whole = "-PlatformToken $platform -Patience 6 -Confirm:$false";

    // What no caller can see in two minutes, and what is documented: not for the script.
    private static readonly string[] NotAsked =
    [
        nameof(TenantOptions.Seed),
        nameof(TenantOptions.PurgeAfter),
        nameof(TenantOptions.AuditLogEnabled),
        nameof(TenantOptions.AuditLogKeptFor),
        // A live environment chooses the node itself.
        nameof(TenantOptions.NodeLag),
        nameof(AccountOptions.AccessTokenLifetime),
        nameof(AccountOptions.ExpiredBearerStatus),
        nameof(RateLimitOptions.Limit),
        nameof(RateLimitOptions.Window),
        nameof(RateLimitOptions.RetryAfter),
    ];

    // An account would have to be filled up with tokens, or to be switched off, for the script to see these.
    private static readonly string[] NotAskedOfAccounts =
    [
        nameof(AccountOptions.TokensOfUser),
        nameof(AccountOptions.TokensOfServiceUser),
        nameof(AccountOptions.CapRefusedWith),
        nameof(AccountOptions.ManagementRefusedWith),
    ];

    private static readonly string Script = Path.Combine(BuiltFiles.RepositoryRoot, "samples", "try-live.ps1");

    private static readonly (string Switch, SandboxOptions Options)[] TheOtherWay =
    [
        Tenant(new() { LookupNeedsNoReadScope = false }),
        Tenant(new() { LastPageHasNullKey = true }),
        Tenant(new() { V1IsoDates = true }),
        Tenant(new() { V2RefusesEmptyScopes = true }),
        Tenant(new() { CreationRefusedWith = 403 }),
        Tenant(new() { PersonalAccessTokensEnabled = false }),
        Tenant(new() { CreatePropagation = TimeSpan.FromSeconds(1) }),
        Tenant(new() { DisablePropagation = TimeSpan.FromSeconds(1) }),
        Tenant(new() { NameLimit = 120 }),
        Tenant(new() { NameLimit = 90 }),
        Tenant(new() { MinimumPageSize = 1 }),
        Tenant(new() { LastUsedGranularity = TimeSpan.FromSeconds(1) }),
        Tenant(new() { LastUsedGranularity = TimeSpan.FromHours(1) }),
        Tenant(new() { Names = NameHandling.Trimmed }),
        Tenant(new() { Names = NameHandling.Sanitized }),
        Tenant(new() { CombinedUpdate = CombinedUpdate.NameIgnored }),
        Tenant(new() { CombinedUpdate = CombinedUpdate.Refused }),
        Tenant(new() { ListLag = TimeSpan.FromSeconds(2) }),
        Tenant(new() { PersonalLookupRefusedWith = 401 }),
        Tenant(new() { PersonalLookupRefusedWith = 403 }),
        Tenant(new() { SelectorRefusesUnknownScopes = true }),
        Tenant(new() { OddIdsRefused = true }),
        Tenant(new() { OtherContentTypesRefused = true }),
        Tenant(new() { EmptyOwnersLeftOut = true }),
        Tenant(new() { V1LeavesOutRevoked = true }),
        Tenant(new() { LookupFindsActiveOnly = true }),
        Tenant(new() { V2RefusesOwnEdits = true }),
        Tenant(new() { GrantsOnlyHeldScopes = true }),
        Tenant(new() { NamesAreUnique = true }),
        Tenant(new() { ModifiedMovesWithEnabled = true }),
        Account(new() { AppsHostHasClassicApi = false, ClassicHostTakesBearer = true }),
        Account(new() { ClassicHostTakesBearer = true }),
        Account(new() { OwnerOfMadeTokens = "service-user" }),
        Limit(new() { Limit = 1000, ResetUnit = ResetUnit.Milliseconds }),
        Limit(new() { Limit = 1000, ResetUnit = ResetUnit.Seconds }),
    ];

    public static TheoryData<int, string> Switches
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var i = 0; i < TheOtherWay.Length; i++)
            {
                data.Add(i, TheOtherWay[i].Switch);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Switches))]
    public async Task A_guess_that_is_the_other_way_is_found_and_no_other(int index, string name)
    {
        await using var tenant = await StartAsync(TheOtherWay[index].Options);

        var block = Block(tenant.Run($"& '{Script}' $url $admin {Whole}").Succeed());

        Assert.Equal(name, block["otherwise than assumed"]);
        AssertNothingIsLeft(tenant);
    }

    [Fact]
    public async Task A_sandbox_as_it_is_is_as_assumed_and_the_block_names_nothing_of_it()
    {
        await using var tenant = await StartAsync(new SandboxOptions { RateLimit = new() { Limit = 1000 } });

        var run = tenant.Run($"& '{Script}' $url $admin {Whole} -Verbose").Succeed();

        var block = Block(run);
        Assert.Equal("nothing", block["otherwise than assumed"]);
        Assert.Equal("nothing", block["not to be seen here"]);
        var text = string.Join('\n', run.Output);
        Assert.DoesNotContain("dt0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        AssertNothingIsLeft(tenant);
    }

    [Fact]
    public void Every_switch_of_the_sandbox_is_asked_for_or_says_why_not()
    {
        var switches = new[] { typeof(TenantOptions), typeof(AccountOptions), typeof(RateLimitOptions) }
            .SelectMany(type => type.GetProperties())
            .Select(property => property.Name)
            .Where(name => name != "EqualityContract");
        var asked = TheOtherWay.SelectMany(way => way.Switch.Split(", "));

        Assert.Equal(
            switches.Order(StringComparer.Ordinal),
            asked.Concat(NotAsked).Concat(NotAskedOfAccounts).Concat(TryLiveAccountTests.Asked).Distinct()
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(FaultEffect.DropAfter, 1)]
    [InlineData(FaultEffect.DropAfter, 3)]
    [InlineData(FaultEffect.Status, 2)]
    public async Task A_run_that_breaks_off_leaves_no_token(FaultEffect effect, int nth)
    {
        await using var tenant = await StartAsync(new SandboxOptions());
        tenant.Server.Faults.Add(
            new FaultRule { Method = "POST", Path = "/apiTokens$", Nth = nth, Effect = effect, Applied = true });

        tenant.Run($"try {{ & '{Script}' $url $admin -Patience 2 -Confirm:$false }} catch {{ 'broke off' }}");

        AssertNothingIsLeft(tenant);
    }

    [Theory]
    [InlineData("$url $admin -WhatIf")]
    [InlineData("$url $sample -Confirm:$false")]
    [InlineData("$url $platform -Confirm:$false")]
    [InlineData("http://10.0.0.1 $admin -Confirm:$false")]
    public async Task Without_consent_or_scope_nothing_is_made(string arguments)
    {
        await using var tenant = await StartAsync(new SandboxOptions());

        tenant.Run($"& '{Script}' {arguments}");

        Assert.Empty(tenant.Changes);
    }

    private static (string Switch, SandboxOptions Options) Tenant(TenantOptions options) =>
        (Changed(options, new TenantOptions()), new SandboxOptions { Tenant = options });

    private static (string Switch, SandboxOptions Options) Account(AccountOptions options) =>
        (Changed(options, new AccountOptions()), new SandboxOptions { Account = options });

    private static (string Switch, SandboxOptions Options) Limit(RateLimitOptions options) =>
        (Changed(options, new RateLimitOptions { Limit = options.Limit }), new SandboxOptions { RateLimit = options });

    private static string Changed<T>(T options, T byDefault) => string.Join(
        ", ",
        typeof(T).GetProperties()
            .Where(property =>
                property.Name != "EqualityContract" && !Equals(property.GetValue(options), property.GetValue(byDefault)))
            .Select(property => property.Name)
            .Order(StringComparer.Ordinal));

    private static async Task<Tenant> StartAsync(SandboxOptions options)
    {
        // With automatic tokens, whose owners are empty.
        var tenant = await Support.Tenant.StartAsync(options with { Tokens = 40 }, WaitedClock.Start());
        tenant.WaitByItsClock();
        tenant.Session.Set("platform", Support.Tenant.Secure(tenant.Server.PlatformToken));
        return tenant;
    }

    private static Dictionary<string, string> Block(Run run)
    {
        var lines = run.Output.Select(line => line.ToString()).ToList();
        Assert.Equal("----- try-live 1: please send these lines back -----", lines[0]);
        Assert.Equal("----- end -----", lines[^1]);
        return lines.Skip(1).SkipLast(1).Select(line => Regex.Match(line, "^(.*?): (.*)$")).ToDictionary(
            match => match.Groups[1].Value, match => match.Groups[2].Value);
    }

    private static void AssertNothingIsLeft(Tenant tenant) =>
        Assert.DoesNotContain(tenant.Server.Tenant.Tokens, token => token.Name.StartsWith("try-live", StringComparison.Ordinal));
}
