using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Fuzz;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Api;

/// <summary>
/// What the sandbox can answer beside the usual, and what both generations of the client make of it, over a socket.
/// </summary>
public sealed class SandboxAnswerTests : IAsyncDisposable
{
    private readonly List<IDisposable> _open = [];
    private SandboxServer? _sandbox;

    public static TheoryData<string> BothVersions => ["V1", "V2"];

    public static TheoryData<string, FaultEffect, int?, Type> Answers
    {
        get
        {
            var answers = new TheoryData<string, FaultEffect, int?, Type>();
            foreach (var version in new[] { "V1", "V2" })
            {
                answers.Add(version, FaultEffect.Html, 200, typeof(MalformedResponseException));
                answers.Add(version, FaultEffect.Html, 504, typeof(ServerFailedException));
                answers.Add(version, FaultEffect.Malformed, 200, typeof(MalformedResponseException));
                answers.Add(version, FaultEffect.EmptyBody, 200, typeof(MalformedResponseException));
                answers.Add(version, FaultEffect.EmptyBody, 404, typeof(TokenNotFoundException));
                // A token is not gone because a proxy has no such page.
                answers.Add(version, FaultEffect.Html, 404, typeof(MalformedResponseException));
                answers.Add(version, FaultEffect.ErrorArray, 400, typeof(TokenRotation.Api.InvalidRequestException));
                answers.Add(version, FaultEffect.Status, 401, typeof(UnauthorizedException));
                answers.Add(version, FaultEffect.Status, 403, typeof(ForbiddenException));
                answers.Add(version, FaultEffect.Status, 429, typeof(RateLimitedException));
                answers.Add(version, FaultEffect.Status, 556, typeof(ServerFailedException));
                answers.Add(version, FaultEffect.DropBefore, null, typeof(UnreachableException));
            }

            return answers;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _open.ForEach(connection => connection.Dispose());
        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Each_odd_answer_has_its_error(string version, FaultEffect effect, int? status, Type error)
    {
        var api = await ConnectAsync(version, new SandboxOptions());
        var secret = _sandbox!.SampleToken;
        _sandbox.Faults.Add(new FaultRule { Method = "GET", Effect = effect, Status = status });

        var thrown = await Assert.ThrowsAsync(error, () => api.GetAsync(ApiToken.Parse(secret).Id!, default));

        Assert.Equal("GET", Assert.IsAssignableFrom<TokenApiException>(thrown).Request.Method);
        Assert.DoesNotContain(_sandbox.AdminToken.Split('.')[2], thrown.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task A_caller_that_is_revoked_on_the_way_is_unauthorised(string version)
    {
        var api = await ConnectAsync(version, new SandboxOptions());
        var other = await ConnectAsync(version == "V1" ? "V2" : "V1", null);

        await other.UpdateAsync(api.CallerId!, new TokenUpdate { Enabled = false }, default);

        await Assert.ThrowsAsync<UnauthorizedException>(() => api.ListAsync(new TokenQuery(), null, default));
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task An_environment_without_classic_tokens_is_told_as_such(string version)
    {
        var api = await ConnectAsync(version, new SandboxOptions { Tenant = new TenantOptions { CreationRefusedWith = 403 } });

        await Assert.ThrowsAsync<TokenCreationDisabledException>(() => api.CreateAsync(Spec("none"), default));
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task A_create_that_the_server_failed_is_sent_once(string version)
    {
        var api = await ConnectAsync(version, new SandboxOptions());
        _sandbox!.Faults.Add(
            new FaultRule { Method = "POST", Path = "okens$", Effect = FaultEffect.Status, Status = 503, Count = 1 });

        await Assert.ThrowsAsync<CreateOutcomeUnknownException>(() => api.CreateAsync(Spec("once"), default));

        Assert.DoesNotContain(_sandbox.Tenant.Tokens, token => token.Name == "once");
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task A_create_that_was_one_too_many_is_sent_again(string version)
    {
        var api = await ConnectAsync(version, new SandboxOptions());
        _sandbox!.Faults.Add(new FaultRule
        {
            Method = "POST",
            Path = "okens$",
            Effect = FaultEffect.Status,
            Status = 429,
            Headers = new Dictionary<string, string> { ["Retry-After"] = "0" },
            Count = 1,
        });

        await api.CreateAsync(Spec("again"), default);

        Assert.Single(_sandbox.Tenant.Tokens, token => token.Name == "again");
    }

    [Fact]
    public async Task Dates_of_v1_may_be_texts()
    {
        var api = await ConnectAsync("V1", new SandboxOptions { Tenant = new TenantOptions { V1IsoDates = true } });

        var token = await api.LookupAsync(ApiToken.Parse(_sandbox!.SampleToken), default);

        Assert.InRange(token.ExpirationDate!.Value - token.CreationDate!.Value, TimeSpan.FromDays(29), TimeSpan.FromDays(31));
    }

    [Fact]
    public async Task The_last_page_may_have_a_key_of_null()
    {
        var api = await ConnectAsync("V2", new SandboxOptions { Tenant = new TenantOptions { LastPageHasNullKey = true } });

        Assert.Null((await api.ListAsync(new TokenQuery(), null, default)).Next);
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public async Task Tokens_of_the_old_format_and_unknown_scopes_are_read(string version)
    {
        var api = await ConnectAsync(version, new SandboxOptions());
        var old = _sandbox!.Tenant.Seed(new SeedToken { Name = "old", Scopes = ["quantum.observe"], OldFormat = true });

        var found = await api.LookupAsync(ApiToken.Parse(old.Token), default);

        Assert.Equal((old.Id, "quantum.observe"), (found.Id, Assert.Single(found.Scopes)));
    }

    [Theory]
    [InlineData(ResetUnit.Microseconds, RetryAfter.None)]
    [InlineData(ResetUnit.Milliseconds, RetryAfter.None)]
    [InlineData(ResetUnit.Seconds, RetryAfter.Seconds)]
    [InlineData(ResetUnit.Seconds, RetryAfter.Date)]
    public async Task A_limit_is_waited_out_however_it_is_told(ResetUnit unit, RetryAfter retryAfter)
    {
        var limit = new RateLimitOptions
        {
            Limit = 4,
            Window = TimeSpan.FromSeconds(2),
            ResetUnit = unit,
            RetryAfter = retryAfter,
        };
        var clock = VirtualClock.Running(new SkippedTime());
        var api = await ConnectAsync("V2", new SandboxOptions { RateLimit = limit, Clock = clock }, clock);

        for (var i = 0; i < 8; i++)
        {
            await api.ListAsync(new TokenQuery(), null, default);
        }

        Assert.InRange(_sandbox!.Log.Requests.Count(request => request.Status == 429), 0, 3);
    }

    [Fact]
    public async Task A_token_that_does_not_work_yet_is_unauthorised_until_it_does()
    {
        var api = await ConnectAsync(
            "V2", new SandboxOptions { Tenant = new TenantOptions { CreatePropagation = TimeSpan.FromMinutes(1) } });
        var created = await api.CreateAsync(Spec("late"), default);

        await Assert.ThrowsAsync<UnauthorizedException>(() => api.As(created.Token).LookupAsync(created.Token, default));
        _sandbox!.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(created.Id, (await api.As(created.Token).LookupAsync(created.Token, default)).Id);
    }

    private static TokenSpec Spec(string name) => new() { Name = name, Scopes = ["metrics.read"] };

    // Without options, another connection to the tenant that is there.
    private async Task<ITokenApi> ConnectAsync(string version, SandboxOptions? options, TimeProvider? time = null)
    {
        _sandbox = options is null ? _sandbox : await SandboxServer.StartAsync(options);
        var connection = await TokenApiConnection.ConnectAsync(
            new ConnectionOptions
            {
                Environment = EnvironmentUrl.Parse(_sandbox!.Url.ToString()),
                Credential = ApiToken.Parse(version == "V1" ? _sandbox.V1AdminToken : _sandbox.AdminToken),
                ApiVersion = Enum.Parse<ApiVersion>(version),
                RetryInterval = TimeSpan.FromMilliseconds(10),
                MaximumRetryCount = 3,
                NoProxy = true,
                TimeProvider = time ?? TimeProvider.System,
            },
            CancellationToken.None);
        _open.Add(connection);
        return connection.Api;
    }
}
