using RichardSzalay.MockHttp;
using TokenRotation.Api;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Api;

public sealed class TokenApiV2Tests : IDisposable
{
    private const string Tokens = "/api/v2/apiTokens";
    private readonly MockEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task The_documented_procedure_call_by_call()
    {
        var old = NewToken.Classic();
        var successor = NewToken.Classic();
        _environment
            .Answers(HttpMethod.Post, Tokens, 201,
                $$"""{"id":"{{successor.Id}}","token":"{{successor.Reveal()}}","expirationDate":"2030-02-01T00:00:00.000Z"}""")
            .Answers(HttpMethod.Put, $"{Tokens}/{old.Id}", 204)
            .Answers(HttpMethod.Delete, $"{Tokens}/{old.Id}", 204);
        var api = await _environment.ConnectAsync();
        _environment.Answers(
            HttpMethod.Post, Tokens + "/lookup", 200, $$"""{"id":"{{old.Id}}","name":"RW","scopes":["ReadConfig"]}""");

        var found = await api.LookupAsync(old, default);
        var created = await api.CreateAsync(
            new TokenSpec { Name = found.Name, Scopes = found.Scopes, Lifetime = TimeSpan.FromDays(30) }, default);
        await api.UpdateAsync(found.Id, new TokenUpdate { Enabled = false }, default);
        var deleted = await api.DeleteAsync(found.Id, default);

        Assert.Equal(successor, created.Token);
        Assert.Equal(new DateTimeOffset(2030, 2, 1, 0, 0, 0, TimeSpan.Zero), created.ExpirationDate);
        Assert.True(deleted);
        Assert.Equal(
            [
                $$"""POST {{Tokens}}/lookup {"token":"{{old.Reveal()}}"}""",
                $$"""POST {{Tokens}} {"name":"RW","scopes":["ReadConfig"],"expirationDate":"now+30d"}""",
                $$"""PUT {{Tokens}}/{{old.Id}} {"enabled":false}""",
                $"DELETE {Tokens}/{old.Id}",
            ],
            _environment.Requests);
    }

    [Fact]
    public async Task An_answer_about_another_token_is_malformed()
    {
        var asked = NewToken.Classic();
        var api = await _environment.ConnectAsync();
        _environment
            .Answers(HttpMethod.Post, Tokens + "/lookup", 200, """{"id":"dt0c01.ANOTHER","scopes":[]}""")
            .Answers(HttpMethod.Get, $"{Tokens}/{asked.Id}", 200, """{"id":"dt0c01.ANOTHER","scopes":[]}""")
            .Answers(HttpMethod.Post, Tokens, 201, $$"""{"id":"dt0c01.ANOTHER","token":"{{asked.Reveal()}}"}""");

        await Assert.ThrowsAsync<MalformedResponseException>(() => api.LookupAsync(asked, default));
        await Assert.ThrowsAsync<MalformedResponseException>(() => api.GetAsync(asked.Id!, default));
        await Assert.ThrowsAsync<CreateOutcomeUnknownException>(
            () => api.CreateAsync(new TokenSpec { Name = "n", Scopes = ["ReadConfig"] }, default));
    }

    [Fact]
    public async Task All_fields_are_asked_for_and_read()
    {
        _environment.Answers(HttpMethod.Get, Tokens, 200, """
            {"totalCount":1,"pageSize":10000,"apiTokens":[{"id":"dt0c01.AAAA","name":"n","enabled":false,"owner":"o",
            "creationDate":"2025-01-19T21:36:02.123Z","expirationDate":"2025-01-19T21:36:02Z","lastUsedDate":"2025-01-20T00:00:00.1Z",
            "lastUsedIpAddress":"10.0.0.1","modifiedDate":"2025-01-21T00:00:00.000Z","personalAccessToken":true,
            "scopes":["metrics.read","brand.new"],"additionalMetadata":{"dashboardId":"d","count":3,"none":null},"unheardOf":{"a":[1]}}]}
            """);
        var api = await _environment.ConnectAsync();

        var page = await api.ListAsync(new TokenQuery(), null, default);

        var token = Assert.Single(page.Tokens);
        Assert.Equal(
            ("dt0c01.AAAA", "n", false, "o", true),
            (token.Id, token.Name, token.Enabled, token.Owner, token.PersonalAccessToken));
        Assert.Equal(new DateTimeOffset(2025, 1, 19, 21, 36, 2, 123, TimeSpan.Zero), token.CreationDate);
        Assert.Equal(new DateTimeOffset(2025, 1, 19, 21, 36, 2, TimeSpan.Zero), token.ExpirationDate);
        Assert.Equal(new DateTimeOffset(2025, 1, 20, 0, 0, 0, 100, TimeSpan.Zero), token.LastUsedDate);
        Assert.Equal(new DateTimeOffset(2025, 1, 21, 0, 0, 0, TimeSpan.Zero), token.ModifiedDate);
        Assert.Equal(["metrics.read", "brand.new"], token.Scopes);
        Assert.Equal("10.0.0.1", token.LastUsedIpAddress);
        Assert.Equal(new Dictionary<string, string> { ["dashboardId"] = "d", ["count"] = "3" }, token.AdditionalMetadata);
        Assert.Equal((1L, (PageCursor?)null), (page.TotalCount!.Value, page.Next));
        var sent = Assert.Single(_environment.Requests);
        Assert.Contains("pageSize=10000", sent, StringComparison.Ordinal);
        foreach (var field in (string[])["personalAccessToken", "expirationDate", "lastUsedDate", "lastUsedIpAddress",
            "modifiedDate", "scopes", "additionalMetadata"])
        {
            Assert.Contains("%2B" + field, sent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Missing_fields_and_values_of_another_type_are_survived()
    {
        _environment.Answers(HttpMethod.Get, Tokens + "/dt0c01.AAAA", 200, """
            {"name":7,"enabled":"false","owner":null,"creationDate":"yesterday","expirationDate":null,"lastUsedDate":1735689600000,
            "scopes":[1,"a",null],"additionalMetadata":[],"personalAccessToken":{},"id":"dt0c01.AAAA"}
            """);
        var api = await _environment.ConnectAsync();

        var token = await api.GetAsync("dt0c01.AAAA", default);

        Assert.Equal(("", false, null, false), (token.Name, token.Enabled, token.Owner, token.PersonalAccessToken));
        Assert.Equal((null, null, null), (token.CreationDate, token.ExpirationDate, token.ModifiedDate));
        Assert.Equal(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), token.LastUsedDate);
        Assert.Equal(["a"], token.Scopes);
        Assert.Empty(token.AdditionalMetadata);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"nextPageKey\":null")]
    [InlineData(",\"nextPageKey\":\"\"")]
    public async Task The_last_page_has_no_next(string nextPageKey)
    {
        _environment.Answers(HttpMethod.Get, Tokens, 200, $$"""{"totalCount":0,"apiTokens":[]{{nextPageKey}}}""");
        var api = await _environment.ConnectAsync();

        Assert.Null((await api.ListAsync(new TokenQuery(), null, default)).Next);
    }

    [Fact]
    public async Task The_page_key_is_sent_alone_and_escaped()
    {
        var answers = new Queue<string>(["""{"totalCount":2,"nextPageKey":"a+/=&b","apiTokens":[{"id":"1"}]}""",
            """{"totalCount":2,"apiTokens":[{"id":"2"}]}"""]);
        _environment.Answers(HttpMethod.Get, Tokens, () => MockEnvironment.Response(200, answers.Dequeue()));
        var api = await _environment.ConnectAsync();

        var first = await api.ListAsync(new TokenQuery(), null, default);
        var second = await api.ListAsync(new TokenQuery(), first.Next, default);

        Assert.Equal(["1", "2"], first.Tokens.Concat(second.Tokens).Select(token => token.Id));
        Assert.Equal($"GET {Tokens}?nextPageKey=a%2B%2F%3D%26b", _environment.Requests[1]);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task A_repeated_page_key_is_an_error_not_a_loop()
    {
        _environment.Answers(HttpMethod.Get, Tokens, 200, """{"nextPageKey":"again","apiTokens":[]}""");
        var api = await _environment.ConnectAsync();

        var first = await api.ListAsync(new TokenQuery(), null, default);

        await Assert.ThrowsAsync<MalformedResponseException>(() => api.ListAsync(new TokenQuery(), first.Next, default));
    }

    [Fact]
    public async Task Conditions_become_a_selector()
    {
        _environment.Answers(HttpMethod.Get, Tokens, 200, """{"totalCount":9,"apiTokens":[]}""");
        var api = await _environment.ConnectAsync();

        await api.ListAsync(
            new TokenQuery
            {
                Owner = "jo@example.com",
                PersonalAccessToken = false,
                Scopes = ["metrics.read"],
                PageSize = 1,
            },
            null,
            default);

        var sent = Uri.UnescapeDataString(Assert.Single(_environment.Requests));
        Assert.Contains(
            "apiTokenSelector=owner(\"jo@example.com\"),personalAccessToken(false),scope(\"metrics.read\")",
            sent,
            StringComparison.Ordinal);
        Assert.Contains("pageSize=100&", sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TokenOrder.NewestFirst, "sort=-creationDate")]
    [InlineData(TokenOrder.LastModifiedFirst, "sort=-modifiedDate")]
    public async Task The_order_the_end_and_the_largest_page_are_asked_for(object order, string sort)
    {
        _environment.Answers(HttpMethod.Get, Tokens, 200, """{"apiTokens":[]}""");
        var api = await _environment.ConnectAsync();

        await api.ListAsync(
            new TokenQuery { Order = (TokenOrder)order, PageSize = 20_000, PersonalAccessToken = true },
            null,
            default);

        var parameters = Assert.Single(_environment.Requests).Split('?')[1].Split('&');
        Assert.Equal(
            ["pageSize=10000", sort, "apiTokenSelector=personalAccessToken%28true%29"],
            parameters.Where(parameter => !parameter.StartsWith("fields=", StringComparison.Ordinal)));
    }

    public static TheoryData<string, object, bool> Queries => new()
    {
        { "nothing", new TokenQuery(), true },
        { "an owner", new TokenQuery { Owner = "jo" }, true },
        { "a scope", new TokenQuery { Scopes = ["a"] }, true },
        { "a kind", new TokenQuery { PersonalAccessToken = true }, true },
        { "an owner to be escaped", new TokenQuery { Owner = "j\\o" }, false },
        { "a scope to be escaped", new TokenQuery { Scopes = ["a~"] }, false },
        { "two scopes", new TokenQuery { Scopes = ["a", "b"] }, false },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_total_is_told_only_where_the_server_does_all_of_the_choosing(string what, object query, bool isTold)
    {
        _environment.Answers(HttpMethod.Get, Tokens, 200, """{"totalCount":9,"apiTokens":[]}""");
        var api = await _environment.ConnectAsync();

        Assert.True(isTold == ((await api.ListAsync((TokenQuery)query, null, default)).TotalCount == 9), what);
    }

    [Fact]
    public async Task All_scopes_must_be_held_although_the_server_takes_any()
    {
        _environment.Answers(
            HttpMethod.Get,
            Tokens,
            200,
            """{"totalCount":2,"apiTokens":[{"id":"1","scopes":["a"]},{"id":"2","scopes":["b","a"]}]}""");
        var api = await _environment.ConnectAsync();

        var page = await api.ListAsync(new TokenQuery { Scopes = ["a", "b"] }, null, default);

        Assert.Equal("2", Assert.Single(page.Tokens).Id);
        Assert.Null(page.TotalCount);
    }

    [Fact]
    public async Task A_value_that_needs_escaping_is_matched_here()
    {
        _environment.Answers(
            HttpMethod.Get, Tokens, 200, """{"totalCount":2,"apiTokens":[{"id":"1","owner":"a\"b"},{"id":"2","owner":"c"}]}""");
        var api = await _environment.ConnectAsync();

        var page = await api.ListAsync(new TokenQuery { Owner = "a\"b" }, null, default);

        Assert.Equal("1", Assert.Single(page.Tokens).Id);
        Assert.DoesNotContain("apiTokenSelector", Assert.Single(_environment.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gone")]
    [InlineData("""{"error":{"code":404,"message":"Token does not exist"}}""")]
    public async Task A_deletion_that_finds_nothing_is_done(string body)
    {
        _environment.Answers(HttpMethod.Delete, Tokens + "/dt0c01.AAAA", 404, body);
        var api = await _environment.ConnectAsync();

        Assert.False(await api.DeleteAsync("dt0c01.AAAA", default));
    }

    [Theory]
    [InlineData(90, "now+2m")]
    [InlineData(3600, "now+60m")]
    [InlineData(86400 * 14, "now+14d")]
    public async Task A_lifetime_is_left_to_the_servers_clock(int seconds, string expected)
    {
        var successor = NewToken.Classic();
        _environment.Answers(HttpMethod.Post, Tokens, 201, $$"""{"id":"{{successor.Id}}","token":"{{successor.Reveal()}}"}""");
        var api = await _environment.ConnectAsync();

        await api.CreateAsync(
            new TokenSpec { Name = "n", Scopes = ["a", "a"], Lifetime = TimeSpan.FromSeconds(seconds) }, default);

        Assert.Equal(
            $$"""POST {{Tokens}} {"name":"n","scopes":["a"],"expirationDate":"{{expected}}"}""",
            Assert.Single(_environment.Requests));
    }

    [Fact]
    public async Task A_token_is_renamed_and_given_other_scopes()
    {
        _environment.Answers(HttpMethod.Put, Tokens + "/dt0c01.AAAA", 204);
        var api = await _environment.ConnectAsync();

        await api.UpdateAsync("dt0c01.AAAA", new TokenUpdate { Enabled = true, Name = "m", Scopes = ["a", "b"] }, default);
        await api.UpdateAsync("dt0c01.AAAA", new TokenUpdate { Name = "m" }, default);

        Assert.Equal(
            [$$"""PUT {{Tokens}}/dt0c01.AAAA {"enabled":true,"name":"m","scopes":["a","b"]}""",
                $$"""PUT {{Tokens}}/dt0c01.AAAA {"name":"m"}"""],
            _environment.Requests);
    }

    [Fact]
    public async Task A_personal_access_token_is_asked_for_as_such_and_known_by_its_own_id_where_the_answer_has_none()
    {
        var made = NewToken.Classic();
        _environment.Answers(HttpMethod.Post, Tokens, 201, $$"""{"token":"{{made.Reveal()}}"}""");
        var api = await _environment.ConnectAsync();

        var created = await api.CreateAsync(new TokenSpec { Name = "n", Scopes = ["a"], PersonalAccessToken = true }, default);

        Assert.Equal(made.Id, created.Id);
        Assert.Equal(
            $$"""POST {{Tokens}} {"name":"n","scopes":["a"],"personalAccessToken":true}""", Assert.Single(_environment.Requests));
    }

    [Fact]
    public async Task Json_is_asked_for_and_sent_as_such()
    {
        var headers = new List<string>();
        var api = await _environment.ConnectAsync();
        _environment.Http.When(HttpMethod.Put, MockEnvironment.Url + Tokens + "/*").Respond(request =>
        {
            headers.AddRange(request.Headers.GetValues("Accept").Concat(request.Content!.Headers.GetValues("Content-Type")));
            return MockEnvironment.Response(204, string.Empty);
        });

        await api.UpdateAsync("dt0c01.AAAA", new TokenUpdate { Enabled = false }, default);

        Assert.Equal(["application/json; charset=utf-8", "application/json; charset=utf-8"], headers);
    }

    [Fact]
    public async Task One_token_is_never_a_megabyte_and_a_list_may_be()
    {
        var padding = new string(' ', 1024 * 1024);
        _environment
            .Answers(HttpMethod.Get, Tokens + "/dt0c01.AAAA", 200, """{"id":"dt0c01.AAAA"}""" + padding)
            .Answers(HttpMethod.Get, Tokens, 200, """{"apiTokens":[]}""" + padding);
        var api = await _environment.ConnectAsync();

        Assert.Equal(
            ApiMessages.TooLarge,
            (await Assert.ThrowsAsync<MalformedResponseException>(() => api.GetAsync("dt0c01.AAAA", default))).Message);
        Assert.Empty((await api.ListAsync(new TokenQuery(), null, default)).Tokens);
    }

    [Fact]
    public async Task An_owner_whose_name_begins_with_a_quote_is_matched_here()
    {
        _environment.Answers(HttpMethod.Get, Tokens, 200, """{"apiTokens":[]}""");
        var api = await _environment.ConnectAsync();

        await api.ListAsync(new TokenQuery { Owner = "\"a" }, null, default);

        Assert.DoesNotContain("apiTokenSelector", Assert.Single(_environment.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dt0c01.AAAA.secret")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    public async Task What_is_no_id_never_reaches_a_url(string id)
    {
        var api = await _environment.ConnectAsync();

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => api.GetAsync(id, default));
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => api.UpdateAsync(id, new TokenUpdate { Enabled = false }, default));
        await Assert.ThrowsAsync<InvalidRequestException>(() => api.DeleteAsync(id, default));

        Assert.DoesNotContain("secret", refused.Request.ToString(), StringComparison.Ordinal);
        Assert.Empty(_environment.Requests);
    }

    [Fact]
    public async Task Another_credential_sees_the_same_environment()
    {
        var other = NewToken.Classic();
        var seen = new List<string>();
        var api = await _environment.ConnectAsync();
        _environment.Http.When(MockEnvironment.Url + Tokens + "/*").Respond(request =>
        {
            seen.Add(request.Headers.GetValues("Authorization").Single());
            return MockEnvironment.Response(200, """{"id":"dt0c01.AAAA"}""");
        });

        var asOther = api.As(other);

        Assert.Equal(
            (other.Id, api.Environment, api.Capabilities), (asOther.CallerId, asOther.Environment, asOther.Capabilities));
        await asOther.GetAsync("dt0c01.AAAA", default);
        await api.GetAsync("dt0c01.AAAA", default);
        Assert.Equal(["Api-Token " + other.Reveal(), "Api-Token " + _environment.Caller.Reveal()], seen);
    }

    [Fact]
    public async Task The_servers_date_tells_the_time()
    {
        _environment.Answers(HttpMethod.Get, Tokens + "/dt0c01.AAAA", () =>
        {
            var response = MockEnvironment.Response(200, """{"id":"dt0c01.AAAA"}""");
            response.Headers.Date = new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);
            return response;
        });
        var api = await _environment.ConnectAsync();

        await api.GetAsync("dt0c01.AAAA", default);

        Assert.InRange(api.ServerTime, new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(
            2040, 1, 1, 0, 1, 0, TimeSpan.Zero));
    }
}
