using System.Text.RegularExpressions;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Tests;

public sealed partial class SandboxTenantTests
{
    private static readonly TokenCreation Plain = new() { Name = "new", Scopes = ["ReadConfig"] };

    private readonly TenantFixture _fixture = new();

    private SandboxTenant Tenant => _fixture.Tenant;

    [Theory]
    [InlineData(Generation.V1)]
    [InlineData(Generation.V2)]
    public void A_created_token_authenticates_and_belongs_to_the_owner_of_the_caller(Generation generation)
    {
        var created = _fixture.Create(generation, Plain);

        Assert.Equal(201, created.Status);
        Assert.Matches(WholeToken(), created.Value!.Token);
        Assert.StartsWith(created.Value.Id + ".", created.Value.Token, StringComparison.Ordinal);
        Assert.Equal("ops", created.Value.Owner);
        Assert.Equal(200, Tenant.Authenticate(created.Value.Token).Status);
    }

    [Fact]
    public void Names_need_not_be_unique()
    {
        Assert.Equal(201, _fixture.Create(Generation.V2, Plain).Status);
        Assert.Equal(201, _fixture.Create(Generation.V2, Plain).Status);
    }

    [Fact]
    public void The_same_seed_makes_the_same_tokens_and_no_seed_makes_others()
    {
        string First(int? seed) => new TenantFixture(new TenantOptions { Seed = seed }).V2Manager.Token;

        Assert.Equal(First(7), First(7));
        Assert.NotEqual(First(7), First(8));
        Assert.NotEqual(First(null), First(null));
    }

    [Fact]
    public void A_missing_unknown_revoked_or_expired_token_does_not_authenticate()
    {
        var revoked = Tenant.Seed(new SeedToken { Name = "revoked", Enabled = false });
        var expired = Tenant.Seed(new SeedToken { Name = "expired", ExpirationDate = TenantFixture.Start });

        foreach (var secret in new[] { null, "", "no token", revoked.Token, expired.Token, _fixture.V2Manager.Id })
        {
            var refused = Tenant.Authenticate(secret);
            Assert.Equal((401, "Token Authentication failed"), (refused.Status, refused.Error!.Message));
        }
    }

    [Fact]
    public void Authenticating_moves_the_last_use_and_remembers_the_address()
    {
        var token = _fixture.Seed("used");
        Assert.Null(token.LastUsedDate);
        _fixture.Clock.Advance(TimeSpan.FromMinutes(5));

        Tenant.Authenticate(token.Token, "10.1.2.3");
        Tenant.Authenticate(token.Token);

        var after = Tenant.Find(token.Id)!;
        Assert.Equal(TenantFixture.Start.AddMinutes(5), after.LastUsedDate);
        Assert.Equal("10.1.2.3", after.LastUsedIpAddress);
    }

    [Fact]
    public void Last_use_can_be_coarse()
    {
        var fixture = new TenantFixture(new TenantOptions { LastUsedGranularity = TimeSpan.FromHours(1) });
        var token = fixture.Seed("used");

        fixture.Tenant.Authenticate(token.Token);

        Assert.Equal(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero), fixture.Tenant.Find(token.Id)!.LastUsedDate);
    }

    [Fact]
    public void A_missing_scope_is_named_with_its_label()
    {
        var poor = _fixture.Seed("poor", "problems.read");
        Outcome[] reads =
            [Tenant.List(poor, new TokenListQuery()), Tenant.Get(Generation.V2, poor, poor.Id), Tenant.ListNext(poor, "x")];
        Outcome[] writes =
        [
            Tenant.Create(Generation.V2, poor, Plain),
            Tenant.Update(Generation.V2, poor, "x", new TokenChange()),
            Tenant.Delete(Generation.V2, poor, "x"),
        ];
        Outcome[] old =
        [
            Tenant.ListStubs(_fixture.V2Manager, new StubListQuery()),
            Tenant.Get(Generation.V1, _fixture.V2Manager, "x"),
            Tenant.Create(Generation.V1, _fixture.V2Manager, Plain),
        ];

        void AllSay(Outcome[] outcomes, string scope) => Assert.All(outcomes, outcome => Assert.Equal(
            (403, "Token is missing required scope. Use one of: " + scope), (outcome.Status, outcome.Error!.Message)));
        AllSay(reads, "apiTokens.read (Read API tokens)");
        AllSay(writes, "apiTokens.write (Write API tokens)");
        AllSay(old, "TenantTokenManagement (Token management)");
    }

    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 403)]
    public void Lookup_answers_to_any_scope_unless_switched(bool anyScope, int status)
    {
        var fixture = new TenantFixture(new TenantOptions { LookupNeedsNoReadScope = anyScope });
        var poor = fixture.Seed("poor", "problems.read");

        Assert.Equal(status, fixture.Tenant.Lookup(Generation.V2, poor, poor.Token).Status);
        Assert.Equal(status, fixture.Tenant.Lookup(Generation.V1, poor, poor.Token).Status);
        Assert.Equal(200, fixture.Tenant.Lookup(Generation.V2, fixture.V2Manager, poor.Token).Status);
    }

    [Fact]
    public void Lookup_finds_revoked_tokens_and_no_unknown_ones()
    {
        var revoked = Tenant.Seed(new SeedToken { Name = "revoked", Enabled = false });

        Assert.Equal(revoked.Id, Tenant.Lookup(Generation.V2, _fixture.V2Manager, revoked.Token).Value!.Id);
        var unknown = Tenant.Lookup(Generation.V2, _fixture.V2Manager, revoked.Token + "X");
        Assert.Equal((404, "Token does not exist"), (unknown.Status, unknown.Error!.Message));
    }

    [Fact]
    public void An_update_touches_only_what_it_names()
    {
        var token = _fixture.Seed("before", "ReadConfig", "WriteConfig");

        Assert.Equal(204, _fixture.Update(Generation.V2, token, new TokenChange { Name = "after" }).Status);
        var renamed = Tenant.Find(token.Id)!;
        Assert.Equal(("after", true), (renamed.Name, renamed.Enabled));
        Assert.Equal(["ReadConfig", "WriteConfig"], renamed.Scopes);

        Assert.Equal(204, _fixture.Update(Generation.V1, token, new TokenChange { Scopes = ["logs.read"] }).Status);
        Assert.Equal(["logs.read"], Tenant.Find(token.Id)!.Scopes);
    }

    [Fact]
    public void The_modification_date_moves_with_name_and_scopes_but_not_with_revocation()
    {
        var token = _fixture.Seed("token");
        _fixture.Update(Generation.V2, token, new TokenChange { Enabled = false });
        _fixture.Update(Generation.V2, token, new TokenChange { Enabled = true });
        Assert.Null(Tenant.Find(token.Id)!.ModifiedDate);

        var later = _fixture.Clock.Advance(TimeSpan.FromHours(1));
        _fixture.Update(Generation.V2, token, new TokenChange { Name = "renamed", Enabled = false });
        Assert.Equal(later, Tenant.Find(token.Id)!.ModifiedDate);

        later = _fixture.Clock.Advance(TimeSpan.FromHours(1));
        _fixture.Update(Generation.V2, token, new TokenChange { Scopes = ["logs.read"] });
        Assert.Equal(later, Tenant.Find(token.Id)!.ModifiedDate);
    }

    [Fact]
    public void A_revoked_token_can_be_restored()
    {
        var token = _fixture.Seed("token");
        _fixture.Update(Generation.V1, token, new TokenChange { Enabled = false });
        Assert.Equal(401, Tenant.Authenticate(token.Token).Status);

        _fixture.Update(Generation.V2, token, new TokenChange { Enabled = true });
        Assert.Equal(200, Tenant.Authenticate(token.Token).Status);
    }

    [Fact]
    public void In_v1_the_caller_cannot_change_itself_at_all()
    {
        TokenChange[] changes =
            [new() { Name = "x" }, new() { Scopes = ["logs.read"] }, new() { Enabled = false }, new() { Enabled = true }];

        Assert.All(changes, change => Assert.Equal(400, _fixture.Update(Generation.V1, _fixture.V1Manager, change).Status));
        Assert.Equal(400, Tenant.Delete(Generation.V1, _fixture.V1Manager, _fixture.V1Manager.Id).Status);
    }

    [Fact]
    public void In_v2_the_caller_can_rename_itself_but_neither_disable_nor_delete()
    {
        var self = _fixture.V2Manager;

        Assert.Equal(204, _fixture.Update(Generation.V2, self, new TokenChange { Name = "me", Scopes = self.Scopes }).Status);
        Assert.Equal(400, _fixture.Update(Generation.V2, self, new TokenChange { Enabled = false }).Status);
        Assert.Equal(400, Tenant.Delete(Generation.V2, self, self.Id).Status);
        Assert.Equal(400, Tenant.Delete(Generation.V2, self, self.Token).Status);
        Assert.Equal(200, Tenant.Authenticate(self.Token).Status);
    }

    [Fact]
    public void Delete_takes_an_id_or_a_secret_and_read_and_update_only_an_id()
    {
        var (byId, bySecret) = (_fixture.Seed("a"), _fixture.Seed("b"));
        Assert.Equal(404, Tenant.Get(Generation.V2, _fixture.V2Manager, bySecret.Token).Status);
        Assert.Equal(404, Tenant.Update(Generation.V2, _fixture.V2Manager, bySecret.Token, new TokenChange()).Status);

        Assert.Equal(204, Tenant.Delete(Generation.V2, _fixture.V2Manager, byId.Id).Status);
        Assert.Equal(204, Tenant.Delete(Generation.V1, _fixture.V1Manager, bySecret.Token).Status);

        Assert.Equal(404, Tenant.Delete(Generation.V2, _fixture.V2Manager, byId.Id).Status);
        Assert.Null(Tenant.FindBySecret(bySecret.Token));
    }

    [Fact]
    public void A_personal_token_deletes_only_tokens_of_its_owner()
    {
        var personal = Tenant.Seed(new SeedToken
        {
            Name = "pat",
            Owner = "ann",
            PersonalAccessToken = true,
            Scopes = ["apiTokens.write"],
        });
        var own = Tenant.Seed(new SeedToken { Name = "own", Owner = "ann" });

        Assert.Equal(403, Tenant.Delete(Generation.V2, personal, _fixture.Seed("foreign").Id).Status);
        Assert.Equal(204, Tenant.Delete(Generation.V2, personal, own.Id).Status);
    }

    [Fact]
    public void Personal_tokens_can_be_switched_off()
    {
        var fixture = new TenantFixture(new TenantOptions { PersonalAccessTokensEnabled = false });
        var personal = fixture.Tenant.Seed(new SeedToken { Name = "pat", PersonalAccessToken = true });

        Assert.Equal(401, fixture.Tenant.Authenticate(personal.Token).Status);
        Assert.Equal(400, fixture.Create(Generation.V2, new TokenCreation
        {
            Name = "pat",
            Scopes = ["slo.read"],
            PersonalAccessToken = true,
        }).Status);
    }

    [Fact]
    public void A_bad_creation_is_refused_part_by_part_and_makes_nothing()
    {
        var before = Tenant.Tokens.Count;

        var refused = _fixture.Create(Generation.V2, new TokenCreation
        {
            Name = new string('n', 101),
            Scopes = ["ReadConfig", "NoSuchScope", "Mobile"],
            ExpirationDate = TenantFixture.Start.AddDays(-1),
        });

        Assert.Equal((400, "Constraints violated."), (refused.Status, refused.Error!.Message));
        Assert.Equal(
            ["name", "scopes[1]", "scopes[2]", "expirationDate"], refused.Error.Violations!.Select(violation => violation.Path));
        Assert.Equal(
            ["name", "scopes"],
            _fixture.Create(Generation.V2, new TokenCreation()).Error!.Violations!.Select(violation => violation.Path));
        Assert.Equal(before, Tenant.Tokens.Count);
    }

    [Fact]
    public void A_personal_token_takes_only_the_scopes_meant_for_people()
    {
        var refused = _fixture.Create(
            Generation.V2, new TokenCreation { Name = "pat", Scopes = ["slo.read", "ReadConfig"], PersonalAccessToken = true });

        Assert.Equal(["scopes[1]"], refused.Error!.Violations!.Select(violation => violation.Path));
    }

    [Fact]
    public void Empty_scopes_are_refused_in_v1_and_in_v2_by_switch()
    {
        var empty = Plain with { Scopes = [] };
        Assert.Equal(400, _fixture.Create(Generation.V1, empty).Status);
        Assert.Equal(201, _fixture.Create(Generation.V2, empty).Status);
        Assert.Equal(
            400, new TenantFixture(new TenantOptions { V2RefusesEmptyScopes = true }).Create(Generation.V2, empty).Status);
    }

    [Fact]
    public void Repeated_scopes_are_refused_in_v1_and_merged_in_v2()
    {
        var repeated = Plain with { Scopes = ["ReadConfig", "ReadConfig"] };

        Assert.Equal(400, _fixture.Create(Generation.V1, repeated).Status);
        Assert.Equal(["ReadConfig"], _fixture.Create(Generation.V2, repeated).Value!.Scopes);
    }

    [Fact]
    public void Creation_can_be_switched_off()
    {
        var fixture = new TenantFixture(new TenantOptions { CreationRefusedWith = 403 });

        Assert.Equal(403, fixture.Create(Generation.V2, Plain).Status);
        Assert.Equal(403, fixture.Create(Generation.V1, Plain).Status);
    }

    [Fact]
    public void An_expired_token_stays_listed_for_a_week_and_is_then_gone()
    {
        var token = _fixture.Create(Generation.V2, Plain with { ExpirationDate = TenantFixture.Start.AddDays(1) }).Value!;
        _fixture.Clock.Advance(TimeSpan.FromDays(8) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(401, Tenant.Authenticate(token.Token).Status);
        Assert.Equal(200, Tenant.Get(Generation.V2, _fixture.V2Manager, token.Id).Status);
        Assert.Contains(
            token.Id, Tenant.List(_fixture.V2Manager, new TokenListQuery()).Value!.Tokens.Select(listed => listed.Id));

        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(404, Tenant.Get(Generation.V2, _fixture.V2Manager, token.Id).Status);
        Assert.Equal(404, Tenant.Lookup(Generation.V2, _fixture.V2Manager, token.Token).Status);
        Assert.DoesNotContain(token.Id, Tenant.Tokens.Select(left => left.Id));
    }

    [Fact]
    public void A_change_can_take_a_while_to_take_effect()
    {
        var fixture = new TenantFixture(new TenantOptions
        {
            CreatePropagation = TimeSpan.FromSeconds(5),
            DisablePropagation = TimeSpan.FromSeconds(10),
        });
        var token = fixture.Create(Generation.V2, Plain).Value!;
        Assert.Equal(401, fixture.Tenant.Authenticate(token.Token).Status);
        fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, fixture.Tenant.Authenticate(token.Token).Status);

        fixture.Update(Generation.V2, token, new TokenChange { Enabled = false });
        fixture.Clock.Advance(TimeSpan.FromSeconds(9));
        fixture.Update(Generation.V2, token, new TokenChange { Enabled = false });
        Assert.Equal(200, fixture.Tenant.Authenticate(token.Token).Status);
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, fixture.Tenant.Authenticate(token.Token).Status);
    }

    [Fact]
    public void Tokens_of_the_old_format_have_a_uuid_and_a_short_secret()
    {
        var token = Tenant.Seed(new SeedToken { Name = "old", OldFormat = true });

        Assert.True(Guid.TryParse(token.Id, out _));
        Assert.Matches("^[A-Za-z0-9_-]{21}$", token.Token);
        Assert.Equal(token.Id, Tenant.Lookup(Generation.V1, _fixture.V1Manager, token.Token).Value!.Id);
    }

    [Fact]
    public void A_token_does_not_show_its_secret_by_itself() =>
        Assert.DoesNotContain(_fixture.V2Manager.Token, $"{_fixture.V2Manager} "
            + $"{Tenant.Authenticate(_fixture.V2Manager.Token)}", StringComparison.Ordinal);

    [Fact]
    public async Task Concurrent_callers_lose_no_token()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                Tenant.Authenticate(_fixture.V2Manager.Token);
                var token = _fixture.Create(Generation.V2, Plain).Value!;
                Tenant.List(_fixture.V2Manager, new TokenListQuery { Sort = TokenSort.Name });
                if (i % 2 == 0)
                {
                    Tenant.Delete(Generation.V2, _fixture.V2Manager, token.Id);
                }
            }
        })));

        Assert.Equal(2 + 400, Tenant.Tokens.Count);
    }

    [GeneratedRegex(@"\Adt0c01\.[A-Z2-7]{24}\.[A-Z2-7]{64}\z")]
    private static partial Regex WholeToken();
}
