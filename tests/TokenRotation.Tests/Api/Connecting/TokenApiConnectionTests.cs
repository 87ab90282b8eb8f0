using TokenRotation.Api;
using TokenRotation.Secrets;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Api.Connecting;

public sealed class TokenApiConnectionTests : IDisposable
{
    private const string V1 = "/api/v1/tokens";
    private const string V2 = "/api/v2/apiTokens";
    private readonly MockEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Theory]
    [InlineData("apiTokens.read", ApiGeneration.V2)]
    [InlineData("apiTokens.write", ApiGeneration.V2)]
    [InlineData("TenantTokenManagement", ApiGeneration.V1)]
    [InlineData("TenantTokenManagement,apiTokens.read", ApiGeneration.V2)]
    [InlineData("metrics.read", ApiGeneration.V2)]
    public async Task The_callers_scopes_decide_the_generation(string scopes, ApiGeneration generation)
    {
        _environment.Answers(HttpMethod.Post, V2 + "/lookup", 200, _environment.CallerJson(scopes.Split(',')));

        using var connection = await _environment.OpenAsync(ApiVersion.Auto);

        Assert.Equal(generation, connection.Api.Capabilities.Generation);
        Assert.False(connection.LacksV2);
        Assert.Equal(_environment.Caller.Id, connection.Caller.Id);
        Assert.Equal(_environment.Caller.Id, connection.Api.CallerId);
        Assert.Equal(MockEnvironment.Url, connection.Api.Environment);
        Assert.Single(_environment.Requests);
    }

    [Theory]
    [InlineData(404, "")]
    [InlineData(404, "<html>")]
    public async Task An_environment_without_v2_is_asked_by_v1(int status, string body)
    {
        _environment
            .Answers(HttpMethod.Post, V2 + "/lookup", status, body)
            .Answers(HttpMethod.Post, V1 + "/lookup", 200, _environment.CallerJson("TenantTokenManagement"));

        using var connection = await _environment.OpenAsync(ApiVersion.Auto);

        Assert.Equal(ApiGeneration.V1, connection.Api.Capabilities.Generation);
        Assert.True(connection.LacksV2);
    }

    [Fact]
    public async Task An_environment_that_knows_the_token_by_neither_says_so()
    {
        _environment
            .Answers(HttpMethod.Post, V2 + "/lookup", 404, MockEnvironment.Error(404, "Token does not exist"))
            .Answers(HttpMethod.Post, V1 + "/lookup", 404);

        await Assert.ThrowsAsync<TokenNotFoundException>(() => _environment.OpenAsync(ApiVersion.Auto));
    }

    [Fact]
    public async Task A_dead_caller_is_not_tried_again()
    {
        _environment
            .Answers(HttpMethod.Post, V2 + "/lookup", 401)
            .Answers(HttpMethod.Get, $"{V2}/{_environment.Caller.Id}", 401);

        await Assert.ThrowsAsync<UnauthorizedException>(() => _environment.OpenAsync(ApiVersion.Auto));

        Assert.Equal(2, _environment.Requests.Count);
    }

    [Fact]
    public async Task A_caller_whose_lookup_is_refused_as_if_it_were_dead_is_read_by_its_id()
    {
        _environment
            .Answers(HttpMethod.Post, V2 + "/lookup", 401)
            .Answers(HttpMethod.Get, $"{V2}/{_environment.Caller.Id}", 200, _environment.CallerJson("apiTokens.read"));

        using var connection = await _environment.OpenAsync(ApiVersion.Auto);

        Assert.Equal(["apiTokens.read"], connection.Caller.Scopes);
    }

    [Fact]
    public async Task A_caller_that_may_not_look_itself_up_is_read_by_its_id()
    {
        _environment
            .Answers(HttpMethod.Post, V2 + "/lookup", 403)
            .Answers(HttpMethod.Get, $"{V2}/{_environment.Caller.Id}", 200, _environment.CallerJson("apiTokens.read"));

        using var connection = await _environment.OpenAsync(ApiVersion.Auto);

        Assert.Equal(ApiGeneration.V2, connection.Api.Capabilities.Generation);
        Assert.Equal(["apiTokens.read"], connection.Caller.Scopes);
    }

    [Fact]
    public async Task A_caller_of_v1_that_may_not_look_itself_up_is_read_by_its_id()
    {
        _environment
            .Answers(HttpMethod.Post, V2 + "/lookup", 403)
            .Answers(HttpMethod.Get, $"{V2}/{_environment.Caller.Id}", 403)
            .Answers(HttpMethod.Post, V1 + "/lookup", 403)
            .Answers(HttpMethod.Get, $"{V1}/{_environment.Caller.Id}", 200, _environment.CallerJson("TenantTokenManagement"));

        using var connection = await _environment.OpenAsync(ApiVersion.Auto);

        Assert.Equal(ApiGeneration.V1, connection.Api.Capabilities.Generation);
    }

    [Fact]
    public async Task A_caller_that_may_read_nothing_is_told_the_scope()
    {
        _environment
            .Answers(HttpMethod.Post, V2 + "/lookup", 403)
            .Answers(HttpMethod.Get, $"{V2}/{_environment.Caller.Id}", 403, MockEnvironment.Error(
                403, "Token is missing required scope. Use one of: apiTokens.read (Read API tokens)"))
            .Answers(HttpMethod.Post, V1 + "/lookup", 403)
            .Answers(HttpMethod.Get, $"{V1}/{_environment.Caller.Id}", 403);

        var error = await Assert.ThrowsAsync<ForbiddenException>(() => _environment.OpenAsync(ApiVersion.Auto));

        Assert.Equal(["apiTokens.read"], error.RequiredScopes);
    }

    [Theory]
    [InlineData(ApiVersion.V1, ApiGeneration.V1)]
    [InlineData(ApiVersion.V2, ApiGeneration.V2)]
    public async Task A_chosen_generation_is_kept(ApiVersion version, ApiGeneration generation)
    {
        Assert.Equal(generation, (await _environment.ConnectAsync(version)).Capabilities.Generation);
    }

    [Fact]
    public async Task A_caller_of_the_old_format_learns_its_id()
    {
        var old = ApiToken.Parse(NewToken.OldFormatText());
        _environment.Answers(HttpMethod.Post, V2 + "/lookup", 200, """{"id":"5f1c-uuid","scopes":["apiTokens.read"]}""");

        using var connection = await _environment.OpenAsync(ApiVersion.Auto, old);

        Assert.Equal("5f1c-uuid", connection.Api.CallerId);
        Assert.Null(connection.Api.As(ApiToken.Parse(NewToken.OldFormatText())).CallerId);
    }

    [Theory]
    [InlineData(ApiVersion.V1, V1)]
    [InlineData(ApiVersion.V2, V2)]
    public async Task An_environment_that_takes_the_caller_for_another_token_is_not_believed(ApiVersion version, string path)
    {
        _environment.Answers(HttpMethod.Post, path + "/lookup", 200, """{"id":"5f1c-uuid","scopes":["apiTokens.read"]}""");

        await Assert.ThrowsAsync<MalformedResponseException>(() => _environment.OpenAsync(version));
    }
}
