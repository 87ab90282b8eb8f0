using System.Net.Sockets;
using System.Security.Authentication;
using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Secrets;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Api;

public sealed class ApiErrorsTests : IDisposable
{
    private const string Tokens = "/api/v2/apiTokens";
    private const string OneToken = Tokens + "/dt0c01.AAAA";
    private static readonly TokenSpec Spec = new() { Name = "n", Scopes = ["ReadConfig"] };
    private readonly MockEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task An_unauthorised_caller_is_named_by_its_public_part()
    {
        var error = await GetFailsAsync<UnauthorizedException>(401, MockEnvironment.Error(401, "Token Authentication failed"));

        Assert.Contains(_environment.Caller.Id!, error.Message, StringComparison.Ordinal);
        Assert.Equal(new FailedRequest("GET", OneToken, 401), error.Request);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\u0000")]
    public async Task An_error_that_is_no_text_is_an_error_all_the_same(string said) =>
        await GetFailsAsync<UnauthorizedException>(401, MockEnvironment.Error(401, said));

    [Theory]
    [InlineData("Token is missing required scope. Use one of: apiTokens.read (Read API tokens)", "apiTokens.read")]
    [InlineData("Token is missing required scope. Use one of: apiTokens.read (Read API tokens), TenantTokenManagement (Token "
        + "management)", "apiTokens.read|TenantTokenManagement")]
    [InlineData("Token is missing required scope. Use one of: DataExport (Access problem and event feed, metrics, and "
        + "topology)", "DataExport")]
    [InlineData("OAuth token is missing required scope. Use one of: "
        + "[environment-api:api-tokens:read]", "environment-api:api-tokens:read")]
    [InlineData("Token is missing required scope. Use one of: (a), b", "")]
    [InlineData("Missing Required Scope. Use one of: apiTokens.read", "apiTokens.read")]
    [InlineData("Nobody may do this.", "")]
    public async Task The_missing_scope_is_named(string said, string scopes)
    {
        var error = await GetFailsAsync<ForbiddenException>(403, MockEnvironment.Error(403, said));

        Assert.Equal(scopes, string.Join('|', error.RequiredScopes));
        Assert.All(error.RequiredScopes, scope => Assert.Contains(scope, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("""{"error":{"code":404,"message":"Token does not exist","constraintViolations":null}}""")]
    [InlineData("""[{"error":{"code":200,"message":"Token does not exist"}}]""")]
    [InlineData("""{"error":{}}""")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("""{"error":[{"message":"<"}]}""")]
    public async Task Not_found_is_told_by_the_status_whatever_the_body(string body) =>
        await GetFailsAsync<TokenNotFoundException>(404, body);

    [Theory]
    [InlineData(404)]
    [InlineData(200)]
    public async Task A_web_page_is_told_from_the_token_api(int status) =>
        Assert.Contains(
            "web page",
            (await GetFailsAsync<MalformedResponseException>(status, "\n <!DOCTYPE html><html></html>")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(400, "No required SSL certificate was sent")]
    [InlineData(401, "401 Authorization Required")]
    [InlineData(403, "Attention Required! | Cloudflare")]
    [InlineData(405, "405 Not Allowed")]
    [InlineData(413, "413 Request Entity Too Large")]
    public async Task A_page_that_refuses_is_told_from_the_environment_in_every_operation(int status, string title)
    {
        var page = $"<html>\n<head><TITLE>\n {title} </TITLE></head></html>";
        _environment
            .Answers(HttpMethod.Get, Tokens, status, page, "text/html")
            .Answers(HttpMethod.Get, OneToken, status, page, "text/html")
            .Answers(HttpMethod.Post, Tokens, status, page, "text/html")
            .Answers(HttpMethod.Put, OneToken, status, page, "text/html")
            .Answers(HttpMethod.Delete, OneToken, status, page, "text/html");
        var api = await _environment.ConnectAsync();

        await IsToldAsync(() => api.ListAsync(new TokenQuery(), null, default));
        await IsToldAsync(() => api.GetAsync("dt0c01.AAAA", default));
        await IsToldAsync(() => api.CreateAsync(Spec, default));
        await IsToldAsync(() => api.UpdateAsync("dt0c01.AAAA", new TokenUpdate { Enabled = false }, default));
        await IsToldAsync(() => api.DeleteAsync("dt0c01.AAAA", default));

        async Task IsToldAsync(Func<Task> call)
        {
            var error = await Assert.ThrowsAsync<MalformedResponseException>(call);
            Assert.Equal(ApiMessages.RefusedBefore(error.Request, title), error.Message);
            Assert.Equal(status, error.Request.StatusCode);
        }
    }

    [Theory]
    [InlineData(403, "Blocked by policy 17.")]
    [InlineData(405, "Method not allowed")]
    [InlineData(413, "too large")]
    public async Task A_text_that_refuses_a_creation_sends_nobody_to_migrate(int status, string text)
    {
        var error = await CreateFailsAsync<MalformedResponseException>(status, text);

        Assert.Equal(ApiMessages.RefusedBefore(error.Request, text), error.Message);
    }

    [Fact]
    public async Task A_creation_that_the_token_api_does_not_know_is_not_blamed_on_the_address()
    {
        var error = await CreateFailsAsync<TokenCreationDisabledException>(404, MockEnvironment.Error(404, "Not found"));

        Assert.Contains("Not found", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ENVIRONMENT-ID", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_creation_knows_what_it_was_to_be_called() =>
        Assert.Equal(Spec.Name, (await CreateFailsAsync<CreateOutcomeUnknownException>(502, "<html>")).TokenName);

    [Fact]
    public async Task A_page_that_refuses_the_first_lookup_is_told_when_connecting()
    {
        _environment.Answers(HttpMethod.Post, Tokens + "/lookup", 403, "<html></html>", "text/html");

        var error = await Assert.ThrowsAsync<MalformedResponseException>(() => _environment.OpenAsync(ApiVersion.Auto));

        Assert.Contains("a firewall", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic realm=\"nginx\"", true)]
    [InlineData("Negotiate", true)]
    [InlineData("Bearer realm=\"Dynatrace\"", false)]
    public async Task A_gateway_that_wants_a_sign_in_of_its_own_is_told_from_the_environment(string asked, bool isGateway)
    {
        _environment.Answers(HttpMethod.Get, OneToken, () =>
        {
            var response = MockEnvironment.Response(401, string.Empty);
            response.Headers.TryAddWithoutValidation("WWW-Authenticate", asked);
            return response;
        });
        var api = await _environment.ConnectAsync();

        var error = await Assert.ThrowsAnyAsync<TokenApiException>(() => api.GetAsync("dt0c01.AAAA", default));

        Assert.IsType(isGateway ? typeof(MalformedResponseException) : typeof(UnauthorizedException), error);
    }

    [Theory]
    [InlineData("Invalid API token")]
    [InlineData("Token Authentication failed")]
    public async Task A_token_that_is_not_accepted_is_no_missing_scope_whatever_the_status(string said)
    {
        var error = await GetFailsAsync<UnauthorizedException>(403, MockEnvironment.Error(403, said));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":"dt0c01.AAAA","scopes":[""")]
    [InlineData("null")]
    public async Task An_illegible_success_is_an_error(string body) => await GetFailsAsync<MalformedResponseException>(200, body);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"apiTokens":{}}""")]
    [InlineData("""{"apiTokens":[{"id":"1"}""")]
    [InlineData("""{"apiTokens":[{"id":"1"}]""")]
    public async Task An_illegible_list_is_an_error(string body)
    {
        _environment.Answers(HttpMethod.Get, Tokens, 200, body);
        var api = await _environment.ConnectAsync();

        await Assert.ThrowsAsync<MalformedResponseException>(() => api.ListAsync(new TokenQuery(), null, default));
    }

    [Fact]
    public async Task A_list_that_is_not_there_points_to_the_address()
    {
        _environment.Answers(HttpMethod.Get, Tokens, 404);
        var api = await _environment.ConnectAsync();

        var error = await Assert.ThrowsAsync<MalformedResponseException>(() => api.ListAsync(new TokenQuery(), null, default));

        Assert.Contains("/e/", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_web_page_and_no_json_is_told_as_such()
    {
        Assert.Equal(ApiMessages.Illegible, (await GetFailsAsync<MalformedResponseException>(200, "gone")).Message);
        Assert.Contains(
            ApiMessages.NotJson,
            (await CreateFailsAsync<CreateOutcomeUnknownException>(201, "gone")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_creation_that_a_web_page_answers_is_told_as_such() =>
        Assert.Contains(
            ApiMessages.WebPage,
            (await CreateFailsAsync<CreateOutcomeUnknownException>(201, "<html>")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(300, null)]
    [InlineData(307, "/login")]
    [InlineData(399, "https://sso.example.com/")]
    public async Task Every_redirect_is_an_error_wherever_it_leads(int status, string? location)
    {
        _environment.Answers(HttpMethod.Get, OneToken, () =>
        {
            var response = MockEnvironment.Response(status, string.Empty);
            response.Headers.Location = location is null ? null : new Uri(location, UriKind.RelativeOrAbsolute);
            return response;
        });
        var api = await _environment.ConnectAsync();

        var error = await Assert.ThrowsAsync<MalformedResponseException>(() => api.GetAsync("dt0c01.AAAA", default));

        Assert.Equal(
            ApiMessages.Redirected(location?.StartsWith("https", StringComparison.Ordinal) == true ? "sso.example.com" : null),
            error.Message);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _environment.Answers(HttpMethod.Get, OneToken, () =>
        {
            var response = MockEnvironment.Response(302, string.Empty);
            response.Headers.Location = new Uri("https://sso.example.com/login?with=secrets");
            return response;
        });
        var api = await _environment.ConnectAsync();

        var error = await Assert.ThrowsAsync<MalformedResponseException>(() => api.GetAsync("dt0c01.AAAA", default));

        Assert.Contains("sso.example.com", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_in_an_array_is_read() =>
        Assert.Contains(
            "It is late.",
            (await GetFailsAsync<ServerFailedException>(500, """[{"error":{"code":500,"message":"It is late."}}]""")).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task Violations_are_passed_on()
    {
        var error = await GetFailsAsync<InvalidRequestException>(
            400, MockEnvironment.Error(
                400,
                "Constraints violated.",
                """[{"path":"scopes","message":"Unknown.","parameterLocation":"PAYLOAD_BODY","location":null}]"""));

        Assert.Equal(new ConstraintViolation("scopes", "Unknown."), Assert.Single(error.Violations));
        Assert.Contains("scopes: Unknown.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_limit_says_how_long()
    {
        _environment.Answers(HttpMethod.Get, OneToken, () =>
        {
            var response = MockEnvironment.Response(429, MockEnvironment.Error(429, "Too many requests."));
            response.Headers.TryAddWithoutValidation("Retry-After", "17");
            return response;
        });
        var api = await _environment.ConnectAsync();

        var error = await Assert.ThrowsAsync<RateLimitedException>(() => api.GetAsync("dt0c01.AAAA", default));

        Assert.Equal(TimeSpan.FromSeconds(17), error.RetryAfter);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(556)]
    public async Task A_server_that_fails_is_named_as_such(int status) =>
        await GetFailsAsync<ServerFailedException>(status, "<html>");

    [Fact]
    public async Task The_callers_own_token_cannot_be_revoked_or_deleted_by_itself()
    {
        var own = $"{Tokens}/{_environment.Caller.Id}";
        _environment.Answers(HttpMethod.Put, own, 400, MockEnvironment.Error(400, "No.")).Answers(
            HttpMethod.Delete, own, 400, MockEnvironment.Error(400, "No."));
        var api = await _environment.ConnectAsync();

        await Assert.ThrowsAsync<OwnTokenException>(
            () => api.UpdateAsync(api.CallerId!, new TokenUpdate { Enabled = false }, default));
        await Assert.ThrowsAsync<OwnTokenException>(() => api.DeleteAsync(api.CallerId!, default));
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => api.UpdateAsync(api.CallerId!, new TokenUpdate { Name = "x" }, default));
    }

    [Theory]
    [InlineData(403, "Creating classic tokens is not possible.")]
    [InlineData(405, "")]
    [InlineData(410, "")]
    public async Task An_environment_without_classic_tokens_points_to_platform_tokens(int status, string said)
    {
        var error = await CreateFailsAsync<TokenCreationDisabledException>(status, MockEnvironment.Error(status, said));

        Assert.Contains("platform token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_scope_is_no_disabled_creation() =>
        await CreateFailsAsync<ForbiddenException>(
            403, MockEnvironment.Error(403, "Token is missing required scope. Use one of: apiTokens.write (Write API tokens)"));

    [Theory]
    [InlineData(408, "")]
    [InlineData(500, "")]
    [InlineData(502, "<html>")]
    [InlineData(201, "")]
    [InlineData(201, "<html>")]
    [InlineData(201, """{"id":"dt0c01.AAAA"}""")]
    [InlineData(200, """{"id":"dt0c01.AAAA","token":"two words"}""")]
    public async Task A_create_that_may_have_happened_is_an_unknown_outcome(int status, string body) =>
        await CreateFailsAsync<CreateOutcomeUnknownException>(status, body);

    [Fact]
    public async Task A_create_whose_connection_breaks_is_an_unknown_outcome()
    {
        _environment.Fails(
            HttpMethod.Post, Tokens, new HttpRequestException("cut", new SocketException((int)SocketError.ConnectionReset)));
        var api = await _environment.ConnectAsync();

        await Assert.ThrowsAsync<CreateOutcomeUnknownException>(() => api.CreateAsync(Spec, default));
    }

    [Fact]
    public async Task A_create_that_never_left_is_no_unknown_outcome()
    {
        _environment.Fails(
            HttpMethod.Post, Tokens, new HttpRequestException("no", new SocketException((int)SocketError.ConnectionRefused)));
        var api = await _environment.ConnectAsync();

        await Assert.ThrowsAsync<UnreachableException>(() => api.CreateAsync(Spec, default));
    }

    [Fact]
    public async Task A_refused_certificate_is_told_from_an_unreachable_server()
    {
        _environment.Fails(HttpMethod.Get, OneToken, new HttpRequestException("tls", new AuthenticationException()));
        var api = await _environment.ConnectAsync();

        var error = await Assert.ThrowsAsync<TlsException>(() => api.GetAsync("dt0c01.AAAA", default));

        Assert.Null(error.Request.StatusCode);
    }

    [Theory]
    [InlineData("dt0s16", 8, "platform token")]
    [InlineData("dt0s02", 8, "OAuth client")]
    [InlineData("dt0g02", 8, "ActiveGate token")]
    public async Task Tokens_of_other_kinds_are_explained(string prefix, int publicLength, string kind)
    {
        var foreign = ApiToken.Parse(NewToken.Text(prefix, publicLength));
        var api = await _environment.ConnectAsync();
        _environment.Answers(HttpMethod.Post, Tokens + "/lookup", 404, MockEnvironment.Error(404, "Token does not exist"));

        var unknown = await Assert.ThrowsAsync<TokenNotFoundException>(() => api.LookupAsync(foreign, default));
        var unsupported = await Assert.ThrowsAsync<UnsupportedCredentialException>(
            () => _environment.OpenAsync(ApiVersion.V1, foreign));

        Assert.Contains(kind, unknown.Message, StringComparison.Ordinal);
        Assert.Contains(kind, unsupported.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(409)]
    [InlineData(500)]
    public async Task A_server_that_echoes_secrets_does_not_make_them_shown(int status)
    {
        var subject = ApiToken.Parse(NewToken.OldFormatText());
        var bystander = NewToken.Classic();
        var echo = $"{_environment.Caller.Reveal()} {subject.Reveal()} {bystander.Reveal()} \\u001b[2J{new string('x', 5000)}";
        var api = await _environment.ConnectAsync();
        _environment.Answers(
            HttpMethod.Post, Tokens + "/lookup", status,
            MockEnvironment.Error(status, echo, $$"""[{"path":"{{subject.Reveal()}}","message":"{{echo}}"}]"""));

        var error = await Assert.ThrowsAnyAsync<TokenApiException>(() => api.LookupAsync(subject, default));

        var shown = error
            + string.Join(' ', (error as InvalidRequestException)?.Violations.Select(violation => violation.ToString()) ?? []);
        foreach (var secret in (string[])[NewToken.SecretPartOf(
            _environment.Caller), subject.Reveal(), NewToken.SecretPartOf(bystander), "\u001b"])
        {
            Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
        }

        Assert.InRange(error.Message.Length, 1, 1500);
    }

    [Fact]
    public async Task The_log_shows_paths_and_no_secrets()
    {
        var api = await _environment.ConnectAsync();
        _environment.Answers(HttpMethod.Get, OneToken, 404);

        await Assert.ThrowsAsync<TokenNotFoundException>(() => api.GetAsync("dt0c01.AAAA", default));

        Assert.StartsWith($"GET {OneToken}: 404, ", _environment.Log[^1], StringComparison.Ordinal);
        Assert.All(_environment.Log, entry =>
            Assert.DoesNotContain(NewToken.SecretPartOf(_environment.Caller), entry, StringComparison.Ordinal));
    }

    private async Task<T> GetFailsAsync<T>(int status, string body)
        where T : TokenApiException
    {
        _environment.Answers(HttpMethod.Get, OneToken, status, body);
        var api = await _environment.ConnectAsync();
        return await Assert.ThrowsAsync<T>(() => api.GetAsync("dt0c01.AAAA", default));
    }

    private async Task<T> CreateFailsAsync<T>(int status, string body)
        where T : TokenApiException
    {
        _environment.Answers(HttpMethod.Post, Tokens, status, body);
        var api = await _environment.ConnectAsync();
        return await Assert.ThrowsAsync<T>(() => api.CreateAsync(Spec, default));
    }
}
