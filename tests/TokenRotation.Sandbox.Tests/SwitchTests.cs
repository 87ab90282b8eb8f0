using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Tests;

/// <summary>The behaviours that are guesses: each as it is assumed, and as its switch makes it.</summary>
public sealed class SwitchTests
{
    [Theory]
    [InlineData(NameHandling.Unchanged, "a [b]  ü@c ")]
    [InlineData(NameHandling.Trimmed, "a [b] ü@c")]
    [InlineData(NameHandling.Sanitized, "a _b_  ü_c ")]
    public void Names(NameHandling handling, string kept)
    {
        var fixture = new TenantFixture(new TenantOptions { Names = handling });

        var created = fixture.Create(Generation.V2, new TokenCreation { Name = "a [b]  ü@c ", Scopes = ["metrics.read"] }).Value!;
        fixture.Update(Generation.V2, fixture.V1Manager, new TokenChange { Name = "a [b]  ü@c " });

        Assert.Equal(kept, created.Name);
        Assert.Equal(kept, fixture.Tenant.Find(fixture.V1Manager.Id)!.Name);
    }

    [Theory]
    [InlineData(CombinedUpdate.Applied, 204, false, "new")]
    [InlineData(CombinedUpdate.NameIgnored, 204, false, "old")]
    [InlineData(CombinedUpdate.Refused, 400, true, "old")]
    public void Enabled_and_name_in_one(CombinedUpdate handling, int status, bool enabled, string name)
    {
        var fixture = new TenantFixture(new TenantOptions { CombinedUpdate = handling });
        var token = fixture.Seed("old");

        var updated = fixture.Update(Generation.V2, token, new TokenChange { Name = "new", Enabled = false });

        Assert.Equal(status, updated.Status);
        Assert.Equal((enabled, name), (fixture.Tenant.Find(token.Id)!.Enabled, fixture.Tenant.Find(token.Id)!.Name));
    }

    [Fact]
    public void Lists_that_lag_show_what_was_before_a_write()
    {
        var fixture = new TenantFixture(new TenantOptions { ListLag = TimeSpan.FromSeconds(5) });
        var (renamed, deleted) = (fixture.Seed("before"), fixture.Seed("deleted"));
        fixture.Clock.Advance(TimeSpan.FromSeconds(10));

        fixture.Create(Generation.V2, new TokenCreation { Name = "created", Scopes = ["metrics.read"] });
        fixture.Update(Generation.V2, renamed, new TokenChange { Name = "after" });
        fixture.Tenant.Delete(Generation.V2, fixture.V2Manager, deleted.Id);

        string[] Names() =>
            [.. fixture.Tenant.List(fixture.V2Manager, new TokenListQuery()).Value!.Tokens.Select(token => token.Name).Order()];
        Assert.Equal(["before", "deleted", "manager", "v1 manager"], Names());
        Assert.Equal("after", fixture.Tenant.Get(Generation.V2, fixture.V2Manager, renamed.Id).Value!.Name);
        fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["after", "created", "manager", "v1 manager"], Names());
    }

    [Fact]
    public void A_node_learns_late_what_was_written_through_another_one()
    {
        var fixture = new TenantFixture(new TenantOptions { NodeLag = TimeSpan.FromSeconds(30) });
        var token = fixture.Seed("before");
        TenantCaller here = fixture.V2Manager, there = here with { Node = "there" };

        fixture.Update(Generation.V2, token, new TokenChange { Name = "after" });
        var created = fixture.Create(Generation.V2, new TokenCreation { Name = "created", Scopes = ["metrics.read"] }).Value!;
        fixture.Tenant.Update(Generation.V2, there, token.Id, new TokenChange { Enabled = false });

        string[] Names(TenantCaller caller) =>
            [.. fixture.Tenant.List(caller, new TokenListQuery()).Value!.Tokens.Select(item => item.Name).Order()];
        int Read(TenantCaller caller) => fixture.Tenant.Get(Generation.V2, caller, created.Id).Status;
        bool Enabled(TenantCaller caller) => fixture.Tenant.Get(Generation.V2, caller, token.Id).Value!.Enabled;
        Assert.Equal(["after", "created", "manager", "v1 manager"], Names(here));
        Assert.Equal(["after", "manager", "v1 manager"], Names(there));
        Assert.Equal((200, 404), (Read(here), Read(there)));
        Assert.Equal((true, false), (Enabled(here), Enabled(there)));
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(Names(here), Names(there));
        Assert.Equal((200, false), (Read(there), Enabled(here)));
    }

    [Theory]
    [InlineData(null, 200)]
    [InlineData(403, 403)]
    public void Lookup_by_a_personal_token(int? refusedWith, int status)
    {
        var fixture = new TenantFixture(new TenantOptions { PersonalLookupRefusedWith = refusedWith });
        var personal = fixture.Tenant.Seed(
            new SeedToken { Name = "pat", PersonalAccessToken = true, Scopes = ["apiTokens.read"] });

        Assert.Equal(status, fixture.Tenant.Lookup(Generation.V2, personal, personal.Token).Status);
        Assert.Equal(200, fixture.Tenant.Lookup(Generation.V2, fixture.V2Manager, personal.Token).Status);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 404)]
    public void Lookup_of_a_revoked_token(bool activeOnly, int status)
    {
        var fixture = new TenantFixture(new TenantOptions { LookupFindsActiveOnly = activeOnly });
        var revoked = fixture.Seed("old");
        fixture.Update(Generation.V2, revoked, new TokenChange { Enabled = false });

        Assert.Equal(status, fixture.Tenant.Lookup(Generation.V2, fixture.V2Manager, revoked.Token).Status);
        Assert.Equal(200, fixture.Tenant.Lookup(Generation.V2, fixture.V2Manager, fixture.V1Manager.Token).Status);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 400)]
    public void A_selector_with_an_unknown_scope(bool refused, int status)
    {
        var fixture = new TenantFixture(new TenantOptions { SelectorRefusesUnknownScopes = refused });

        Assert.Equal(status, fixture.Tenant.List(fixture.V2Manager, new TokenListQuery { AnyOfScopes = ["no.such"] }).Status);
        Assert.Equal(200, fixture.Tenant.List(fixture.V2Manager, new TokenListQuery { AnyOfScopes = ["ViewReport"] }).Status);
    }

    [Theory]
    [InlineData(false, 404)]
    [InlineData(true, 400)]
    public void An_odd_id(bool refused, int status)
    {
        var fixture = new TenantFixture(new TenantOptions { OddIdsRefused = refused });

        Assert.Equal(status, fixture.Tenant.Get(Generation.V2, fixture.V2Manager, "odd").Status);
        Assert.Equal(404, fixture.Tenant.Get(Generation.V2, fixture.V2Manager, Guid.Empty.ToString()).Status);
    }

    [Theory]
    [InlineData(false, 204)]
    [InlineData(true, 400)]
    public void Renaming_oneself(bool refused, int status)
    {
        var fixture = new TenantFixture(new TenantOptions { V2RefusesOwnEdits = refused });

        Assert.Equal(status, fixture.Update(Generation.V2, fixture.V2Manager, new TokenChange { Name = "me" }).Status);
    }

    [Theory]
    [InlineData(false, false, 201)]
    [InlineData(true, false, 403)]
    [InlineData(false, true, 400)]
    public void Scopes_that_the_caller_lacks_and_names_that_exist(bool heldOnly, bool unique, int status)
    {
        var fixture = new TenantFixture(new TenantOptions { GrantsOnlyHeldScopes = heldOnly, NamesAreUnique = unique });

        Assert.Equal(
            status, fixture.Create(Generation.V2, new TokenCreation { Name = "manager", Scopes = ["metrics.read"] }).Status);
        Assert.Equal(
            201, fixture.Create(Generation.V2, new TokenCreation { Name = "other", Scopes = ["apiTokens.read"] }).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Modification_by_a_revocation(bool moves)
    {
        var fixture = new TenantFixture(new TenantOptions { ModifiedMovesWithEnabled = moves });
        var token = fixture.Seed("old");

        fixture.Update(Generation.V2, token, new TokenChange { Enabled = false });

        Assert.Equal(moves, fixture.Tenant.Find(token.Id)!.ModifiedDate is not null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_false_or_empty(bool leftOut)
    {
        await using var sandbox = await SandboxClient.StartAsync(
            new SandboxOptions { Tenant = new TenantOptions { EmptyOwnersLeftOut = leftOut, V1LeavesOutRevoked = leftOut } });
        var automatic = sandbox.Server.Tenant.Seed(
            new SeedToken { Name = "automatic", Owner = string.Empty, Scopes = ["Mobile"] });

        var v1 = (await sandbox.V1Async("GET", "/" + automatic.Id)).Json;
        var v2 = (await sandbox.V2Async("GET", "/" + automatic.Id)).Json;

        Assert.Equal(!leftOut, v1.TryGetProperty("revoked", out _));
        Assert.Equal(!leftOut, v1.TryGetProperty("userId", out _));
        Assert.Equal(!leftOut, v2.TryGetProperty("owner", out _));
    }

    [Theory]
    [InlineData(false, 201)]
    [InlineData(true, 415)]
    public async Task A_body_that_is_called_text(bool refused, int status)
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Tenant = new TenantOptions { OtherContentTypesRefused = refused } });
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Api-Token", sandbox.AdminToken);
        var url = new Uri(sandbox.Url, "/api/v2/apiTokens");

        using var text = await http.PostAsync(
            url, new StringContent("""{"name":"n","scopes":["metrics.read"]}""", System.Text.Encoding.UTF8, "text/plain"));
        using var json = await http.PostAsync(
            url, new StringContent("""{"name":"n","scopes":["metrics.read"]}""", System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal((status, 201), ((int)text.StatusCode, (int)json.StatusCode));
    }

    [Fact]
    public void A_fleet_has_automatic_and_sharing_tokens()
    {
        var fixture = new TenantFixture();

        Fleet.Fill(fixture.Tenant, 80, seed: 7);

        Assert.Equal(2, fixture.Tenant.Tokens.Count(token => token.Owner.Length == 0));
        Assert.Equal(2, fixture.Tenant.Tokens.Count(token => token.Owner == "SyntheticTokenProviderWorker"));
        Assert.Equal(2, fixture.Tenant.Tokens.Count(token => token.AdditionalMetadata?[0].Key == "dashboardId"));
        Assert.Equal(2, fixture.Tenant.Tokens.Count(token => token.AdditionalMetadata?[0].Key == "reportId"));
    }
}
