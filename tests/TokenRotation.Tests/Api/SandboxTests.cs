using System.Net;
using System.Net.Sockets;
using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;
using InvalidRequestException = TokenRotation.Api.InvalidRequestException;

namespace TokenRotation.Tests.Api;

/// <summary>Both generations of the client against the sandbox tenant, over a socket.</summary>
public sealed class SandboxTests : IAsyncLifetime
{
    private static readonly string[] Generations = ["V1", "V2"];
    private readonly List<IDisposable> _open = [];
    private SandboxServer _sandbox = null!;

    public static IEnumerable<object[]> BothVersions =>
        Generations.Select(generation => new object[] { Enum.Parse<ApiVersion>(generation) });

    public async Task InitializeAsync() => _sandbox = await SandboxServer.StartAsync(new SandboxOptions());

    public async Task DisposeAsync()
    {
        _open.ForEach(connection => connection.Dispose());
        await _sandbox.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task The_vendors_procedure(ApiVersion version)
    {
        var api = await ConnectAsync(version);
        var old = ApiToken.Parse(_sandbox.SampleToken);
        _sandbox.Log.Clear();

        var found = await api.LookupAsync(old, default);
        var created = await api.CreateAsync(
            new TokenSpec { Name = found.Name, Scopes = found.Scopes, Lifetime = TimeSpan.FromDays(30) }, default);
        var successor = await api.As(created.Token).LookupAsync(created.Token, default);
        await api.UpdateAsync(found.Id, new TokenUpdate { Enabled = false }, default);
        var revoked = await api.GetAsync(found.Id, default);
        await Assert.ThrowsAsync<UnauthorizedException>(() => api.As(old).LookupAsync(old, default));
        _sandbox.Clock.Advance(TimeSpan.FromDays(7));
        var deleted = await api.DeleteAsync(found.Id, default);

        Assert.Equal(
            (created.Id, found.Name, found.Owner, true), (successor.Id, successor.Name, successor.Owner, successor.Enabled));
        Assert.Equal(found.Scopes.Order(), successor.Scopes.Order());
        Assert.InRange(
            (successor.ExpirationDate - successor.CreationDate)!.Value, TimeSpan.FromDays(29.99), TimeSpan.FromDays(30.01));
        Assert.False(revoked.Enabled);
        Assert.True(deleted);
        Assert.False(await api.DeleteAsync(found.Id, default));
        await Assert.ThrowsAsync<TokenNotFoundException>(() => api.GetAsync(found.Id, default));
        Assert.Equal([200, 201, 200, 204, 200, 401, 204, 404, 404], _sandbox.Log.Requests.Select(request => request.Status));
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task The_list_shows_every_token_with_its_fields(ApiVersion version)
    {
        Fleet.Fill(_sandbox.Tenant, 150, 7);
        var api = await ConnectAsync(version);

        var tokens = await AllAsync(api, new TokenQuery());

        var sample = Assert.Single(tokens, token => token.Id == ApiToken.Parse(_sandbox.SampleToken).Id);
        Assert.Equal(["ReadConfig", "WriteConfig"], sample.Scopes.Order());
        Assert.NotNull(sample.ExpirationDate);
        Assert.NotNull(sample.Owner);
        Assert.True(tokens.Count >= 150);
        Assert.Equal(tokens.Count, tokens.Select(token => token.Id).Distinct().Count());
    }

    [Fact]
    public async Task Both_generations_see_the_same_tokens()
    {
        Fleet.Fill(_sandbox.Tenant, 30, 3);

        var v1 = await AllAsync(await ConnectAsync(ApiVersion.V1), new TokenQuery());
        var v2 = await AllAsync(await ConnectAsync(ApiVersion.V2), new TokenQuery());

        Assert.Equal(
            v2.OrderBy(token => token.Id, StringComparer.Ordinal).Select(Common),
            v1.OrderBy(token => token.Id, StringComparer.Ordinal).Select(Common));

        static object Common(DtToken token) =>
            (token.Id, token.Name, token.Environment, token.Owner, token.Enabled, token.CreationDate, token.ExpirationDate,
                token.PersonalAccessToken, string.Join(',', token.Scopes));
    }

    [Fact]
    public async Task Pages_of_v2_follow_one_another()
    {
        Fleet.Fill(_sandbox.Tenant, 230, 5);
        var api = await ConnectAsync(ApiVersion.V2);

        var first = await api.ListAsync(new TokenQuery { PageSize = 100 }, null, default);
        var all = await AllAsync(api, new TokenQuery { PageSize = 100 });

        Assert.Equal(100, first.Tokens.Count);
        Assert.Equal(first.TotalCount, all.Count);
        Assert.Equal(all.Count, all.Select(token => token.Id).Distinct().Count());
        Assert.Equal(all.Select(token => token.CreationDate).OrderDescending(), all.Select(token => token.CreationDate));
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task Conditions_hold_together(ApiVersion version)
    {
        _sandbox.Tenant.Seed(new SeedToken { Name = "both", Owner = "jo@example.com", Scopes = ["metrics.read", "logs.read"] });
        _sandbox.Tenant.Seed(new SeedToken { Name = "one", Owner = "jo@example.com", Scopes = ["metrics.read"] });
        _sandbox.Tenant.Seed(
            new SeedToken { Name = "other owner", Owner = "al@example.com", Scopes = ["metrics.read", "logs.read"] });
        var api = await ConnectAsync(version);

        var tokens = await AllAsync(api, new TokenQuery { Owner = "jo@example.com", Scopes = ["metrics.read", "logs.read"] });

        Assert.Equal("both", Assert.Single(tokens).Name);
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task An_update_changes_only_what_it_names(ApiVersion version)
    {
        var api = await ConnectAsync(version);
        var id = ApiToken.Parse(_sandbox.SampleToken).Id!;
        var before = await api.GetAsync(id, default);

        await api.UpdateAsync(id, new TokenUpdate { Name = "käse \"1\" 🧀" }, default);
        var renamed = await api.GetAsync(id, default);
        await api.UpdateAsync(id, new TokenUpdate { Scopes = ["ReadConfig"] }, default);
        var rescoped = await api.GetAsync(id, default);

        Assert.Equal(("käse \"1\" 🧀", true), (renamed.Name, renamed.Enabled));
        Assert.Equal(before.Scopes, renamed.Scopes);
        Assert.Equal(["ReadConfig"], rescoped.Scopes);
        Assert.Equal("käse \"1\" 🧀", rescoped.Name);
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task The_callers_own_token_is_protected(ApiVersion version)
    {
        var api = await ConnectAsync(version);

        await Assert.ThrowsAsync<OwnTokenException>(
            () => api.UpdateAsync(api.CallerId!, new TokenUpdate { Enabled = false }, default));
        await Assert.ThrowsAsync<OwnTokenException>(() => api.DeleteAsync(api.CallerId!, default));
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task A_missing_scope_is_named(ApiVersion version)
    {
        var api = (await ConnectAsync(version)).As(ApiToken.Parse(_sandbox.SampleToken));

        var error = await Assert.ThrowsAsync<ForbiddenException>(() => api.ListAsync(new TokenQuery(), null, default));

        Assert.Contains(version == ApiVersion.V1 ? "TenantTokenManagement" : "apiTokens.read", error.RequiredScopes);
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task An_unknown_scope_is_refused_with_its_violation(ApiVersion version)
    {
        var api = await ConnectAsync(version);

        var error = await Assert.ThrowsAsync<InvalidRequestException>(
            () => api.CreateAsync(new TokenSpec { Name = "n", Scopes = ["no.such.scope"] }, default));

        Assert.NotEmpty(error.Violations);
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task A_create_that_was_applied_and_cut_off_is_an_unknown_outcome_and_made_once(ApiVersion version)
    {
        var api = await ConnectAsync(version);
        _sandbox.Faults.Add(new FaultRule { Method = "POST", Path = "okens$", Effect = FaultEffect.DropAfter });

        await Assert.ThrowsAsync<CreateOutcomeUnknownException>(
            () => api.CreateAsync(new TokenSpec { Name = "cut off", Scopes = ["ReadConfig"] }, default));

        Assert.Single(await AllAsync(api, new TokenQuery()), token => token.Name == "cut off");
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task Passing_troubles_are_survived(ApiVersion version)
    {
        var api = await ConnectAsync(version);
        var id = ApiToken.Parse(_sandbox.SampleToken).Id!;
        _sandbox.Faults.Add(
            new FaultRule { Effect = FaultEffect.Status, Status = 429, Count = 1 },
            new FaultRule { Effect = FaultEffect.Html, Status = 503, Count = 1 },
            new FaultRule { Effect = FaultEffect.DropAfter, Count = 1 });

        await api.UpdateAsync(id, new TokenUpdate { Name = "renamed" }, default);

        Assert.Equal("renamed", (await api.GetAsync(id, default)).Name);
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task A_deletion_whose_answer_was_lost_is_done(ApiVersion version)
    {
        var api = await ConnectAsync(version);
        var id = ApiToken.Parse(_sandbox.SampleToken).Id!;
        await api.UpdateAsync(id, new TokenUpdate { Enabled = false }, default);
        _sandbox.Faults.Add(new FaultRule { Method = "DELETE", Effect = FaultEffect.DropAfter, Count = 1 });

        Assert.False(await api.DeleteAsync(id, default));
        Assert.Null(_sandbox.Tenant.Find(id));
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task A_slow_answer_is_not_waited_for_after_a_stop(ApiVersion version)
    {
        var api = await ConnectAsync(version);
        _sandbox.Faults.Add(new FaultRule { Effect = FaultEffect.Delay, Delay = 3_600_000, Count = 1 });
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        var listing = api.ListAsync(new TokenQuery(), null, stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing.WaitAsync(TimeSpan.FromSeconds(50)));
    }

    [Fact]
    public async Task Auto_chooses_by_scope_and_the_servers_clock_rules()
    {
        _sandbox.Clock.Advance(TimeSpan.FromDays(100));

        var v1 = await ConnectAsync(ApiVersion.Auto, _sandbox.V1AdminToken);
        var v2 = await ConnectAsync(ApiVersion.Auto, _sandbox.AdminToken);

        Assert.Equal((ApiGeneration.V1, ApiGeneration.V2), (v1.Capabilities.Generation, v2.Capabilities.Generation));
        Assert.InRange(v2.ServerTime - DateTimeOffset.UtcNow, TimeSpan.FromDays(99.9), TimeSpan.FromDays(100.1));
    }

    [Fact]
    public async Task The_managed_address_serves_the_same_tenant()
    {
        var api = await ConnectAsync(ApiVersion.Auto, _sandbox.AdminToken, _sandbox.ManagedUrl + "/ui/tokens");

        Assert.NotEmpty(await AllAsync(api, new TokenQuery()));
    }

    [Fact]
    public async Task Nothing_listens_at_a_closed_port()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var closed = $"http://{listener.LocalEndpoint}";
        listener.Stop();

        await Assert.ThrowsAsync<UnreachableException>(() => ConnectAsync(ApiVersion.Auto, _sandbox.AdminToken, closed));
    }

    private async Task<ITokenApi> ConnectAsync(ApiVersion version, string? credential = null, string? url = null)
    {
        var connection = await TokenApiConnection.ConnectAsync(
            new ConnectionOptions
            {
                Environment = EnvironmentUrl.Parse(url ?? _sandbox.Url.ToString()),
                Credential = ApiToken.Parse(
                    credential ?? (version == ApiVersion.V1 ? _sandbox.V1AdminToken : _sandbox.AdminToken)),
                ApiVersion = version,
                RetryInterval = TimeSpan.FromMilliseconds(10),
                NoProxy = true,
            },
            CancellationToken.None);
        _open.Add(connection);
        return connection.Api;
    }

    private static async Task<List<DtToken>> AllAsync(ITokenApi api, TokenQuery query)
    {
        var tokens = new List<DtToken>();
        PageCursor? after = null;
        do
        {
            var page = await api.ListAsync(query, after, default);
            tokens.AddRange(page.Tokens);
            after = page.Next;
        }
        while (after is not null);

        return tokens;
    }
}
