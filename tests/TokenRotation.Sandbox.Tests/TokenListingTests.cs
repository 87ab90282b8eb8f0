using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Tests;

public sealed class TokenListingTests
{
    private readonly VirtualClock _clock = new(TenantFixture.Start);
    private readonly SandboxTenant _tenant;
    private readonly TenantToken _caller;

    public TokenListingTests()
    {
        _tenant = new SandboxTenant(new TenantOptions { Seed = 3, MinimumPageSize = 1 }, _clock);
        _caller = Add("caller", token => token with
        {
            Owner = "ops",
            Scopes = ["apiTokens.read", "TenantTokenManagement"],
            LastUsedDate = TenantFixture.Start.AddDays(-9),
        });
    }

    [Fact]
    public void The_newest_token_comes_first_unless_asked_otherwise()
    {
        Add("older", token => token with { CreationDate = TenantFixture.Start.AddDays(-2) });
        Add("newest", token => token with { CreationDate = TenantFixture.Start.AddDays(1) });

        Assert.Equal(["newest", "caller", "older"], Names(new TokenListQuery()));
        Assert.Equal(["older", "caller", "newest"], Names(new TokenListQuery { Descending = false }));
    }

    [Fact]
    public void Never_used_never_modified_and_unlimited_tokens_sort_as_documented()
    {
        var now = TenantFixture.Start;
        Add("early", token =>
            token with { LastUsedDate = now.AddDays(-5), ModifiedDate = now.AddDays(-5), ExpirationDate = now.AddDays(5) });
        Add("late", token =>
            token with { LastUsedDate = now.AddDays(-1), ModifiedDate = now.AddDays(-1), ExpirationDate = now.AddDays(9) });
        Add("never", token => token);
        TokenListQuery By(TokenSort sort, bool descending) => new() { Owner = "team", Sort = sort, Descending = descending };

        Assert.Equal(["never", "early", "late"], Names(By(TokenSort.LastUsedDate, descending: false)));
        Assert.Equal(["late", "early", "never"], Names(By(TokenSort.LastUsedDate, descending: true)));
        Assert.Equal(["never", "early", "late"], Names(By(TokenSort.ModifiedDate, descending: false)));
        Assert.Equal(["early", "late", "never"], Names(By(TokenSort.ExpirationDate, descending: false)));
        Assert.Equal(["never", "late", "early"], Names(By(TokenSort.ExpirationDate, descending: true)));
        Assert.Equal(["early", "late", "never"], Names(By(TokenSort.Name, descending: false)));
    }

    [Fact]
    public void Criteria_must_all_match_and_scopes_are_alternatives()
    {
        Add("a", token => token with { Owner = "ann", Scopes = ["logs.read"] });
        Add("b", token => token with { Owner = "ann", Scopes = ["metrics.read"], PersonalAccessToken = true });
        Add("c", token => token with { Owner = "Ann", Scopes = ["logs.read", "metrics.read"] });

        Assert.Equal(["b", "a"], Names(new TokenListQuery { Owner = "ann" }));
        Assert.Equal(["b"], Names(new TokenListQuery { PersonalAccessToken = true }));
        Assert.Equal(["c", "b", "a"], Names(new TokenListQuery { AnyOfScopes = ["logs.read", "metrics.read"] }));
        Assert.Equal(["a"], Names(new TokenListQuery { Owner = "ann", AnyOfScopes = ["logs.read"] }));
        Assert.Equal(3, _tenant.List(
            _caller, new TokenListQuery { AnyOfScopes = ["logs.read", "metrics.read"], PageSize = 1 }).Value!.TotalCount);
    }

    [Fact]
    public void A_bound_on_last_use_leaves_out_tokens_that_were_never_used()
    {
        Add("used", token => token with { LastUsedDate = TenantFixture.Start.AddDays(-1) });
        Add("never", token => token);

        Assert.Equal(["used"], Names(new TokenListQuery { From = TenantFixture.Start.AddDays(-2) }));
        Assert.Equal(["caller"], Names(new TokenListQuery { To = TenantFixture.Start.AddDays(-2) }));
    }

    [Fact]
    public void A_v1_list_wants_all_permissions_and_is_cut_at_the_limit()
    {
        Add("a", token => token with { Scopes = ["logs.read"] });
        Add("b", token => token with { Scopes = ["logs.read", "metrics.read"] });
        string[] Stubs(StubListQuery query) => [.. _tenant.ListStubs(_caller, query).Value!.Select(token => token.Name)];

        Assert.Equal(["b"], Stubs(new StubListQuery { Permissions = ["logs.read", "metrics.read"] }));
        Assert.Equal(["b", "a"], Stubs(new StubListQuery { User = "team" }));
        Assert.Equal(["b"], Stubs(new StubListQuery { Limit = 1 }));
        Assert.Equal(["caller"], Stubs(new StubListQuery { From = TenantFixture.Start.AddDays(-10), To = TenantFixture.Start }));
        Assert.Equal(400, _tenant.ListStubs(_caller, new StubListQuery { Limit = 1_000_001 }).Status);
    }

    [Theory]
    [InlineData(TokenSort.CreationDate, true)]
    [InlineData(TokenSort.CreationDate, false)]
    [InlineData(TokenSort.Name, true)]
    [InlineData(TokenSort.Name, false)]
    [InlineData(TokenSort.ExpirationDate, false)]
    [InlineData(TokenSort.LastUsedDate, true)]
    public void Pages_together_give_every_token_once_and_in_order(TokenSort sort, bool descending)
    {
        Fleet.Fill(_tenant, 250, seed: 5);
        var query = new TokenListQuery { Sort = sort, Descending = descending };

        var whole = Ids(_tenant.List(_caller, query with { PageSize = 10_000 }));
        var paged = AllPages(query with { PageSize = 17 });

        Assert.Equal(251, whole.Length);
        Assert.Equal(whole, paged);
    }

    [Fact]
    public void A_token_that_goes_between_two_pages_hides_no_other()
    {
        Fleet.Fill(_tenant, 40, seed: 5);
        var all = Ids(_tenant.List(_caller, new TokenListQuery()));
        var first = _tenant.List(_caller, new TokenListQuery { PageSize = 20 }).Value!;
        var manager = Add(
            "writer", token => token with { Scopes = ["apiTokens.write"], CreationDate = TenantFixture.Start.AddDays(1) });

        _tenant.Delete(Generation.V2, manager, first.Tokens[^1].Id);
        var second = Ids(_tenant.ListNext(_caller, first.NextPageKey!));

        Assert.Equal(all[20..40], second);
    }

    [Fact]
    public void The_key_of_a_page_carries_the_query_on()
    {
        Fleet.Fill(_tenant, 60, seed: 5);
        var query = new TokenListQuery
        {
            PersonalAccessToken = false,
            PageSize = 9,
            Fields = TokenFields.Scopes,
            From = TenantFixture.Start.AddDays(-900),
        };

        var second = _tenant.ListNext(_caller, _tenant.List(_caller, query).Value!.NextPageKey!).Value!;

        Assert.Equal(query, second.Query);
        Assert.All(second.Tokens, token => Assert.False(token.PersonalAccessToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("e30")]
    [InlineData("bnVsbA")]
    [InlineData("eyJRdWVyeSI6e30sIkxhc3QiOnsiVmFsdWUiOjAsIlRleHQiOm51bGwsIlNlcXVlbmNlIjowfX0")]
    public void A_made_up_page_key_is_refused(string key) => Assert.Equal(400, _tenant.ListNext(_caller, key).Status);

    [Fact]
    public void The_page_size_has_bounds()
    {
        var tenant = new TenantFixture();

        Assert.Equal(400, tenant.Tenant.List(tenant.V2Manager, new TokenListQuery { PageSize = 99 }).Status);
        Assert.Equal(200, tenant.Tenant.List(tenant.V2Manager, new TokenListQuery { PageSize = 100 }).Status);
        Assert.Equal(400, tenant.Tenant.List(tenant.V2Manager, new TokenListQuery { PageSize = 10_001 }).Status);
    }

    [Fact]
    public void A_page_of_a_hundred_thousand_tokens_costs_what_the_page_holds()
    {
        Fleet.Fill(_tenant, 100_000, seed: 1);
        _tenant.List(_caller, new TokenListQuery());

        // Memory instead of time, which a busy machine stretches: sorting for a page would copy the whole tenant.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = AllPages(new TokenListQuery { PageSize = 10_000 }).Length;
        var allPages = GC.GetAllocatedBytesForCurrentThread() - before;
        before = GC.GetAllocatedBytesForCurrentThread();
        _tenant.List(_caller, new TokenListQuery { PageSize = 100 });
        var newest = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(100_001, count);
        Assert.InRange(allPages, 0, 100_000 * 80);
        Assert.InRange(newest, 0, 16_000);
    }

    private TenantToken Add(string name, Func<SeedToken, SeedToken> shape) =>
        _tenant.Seed(shape(new SeedToken { Name = name, Owner = "team" }));

    private string[] Names(TokenListQuery query) => [.. _tenant.List(_caller, query).Value!.Tokens.Select(token => token.Name)];

    private static string[] Ids(Outcome<TokenListPage> outcome) => [.. outcome.Value!.Tokens.Select(token => token.Id)];

    private string[] AllPages(TokenListQuery query)
    {
        var ids = new List<string>();
        var page = _tenant.List(_caller, query);
        ids.AddRange(Ids(page));
        while (page.Value!.NextPageKey is { } key)
        {
            page = _tenant.ListNext(_caller, key);
            ids.AddRange(Ids(page));
        }

        return [.. ids];
    }
}
