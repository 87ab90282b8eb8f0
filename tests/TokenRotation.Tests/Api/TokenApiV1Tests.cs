using RichardSzalay.MockHttp;
using TokenRotation.Api;
using TokenRotation.Secrets;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Api;

public sealed class TokenApiV1Tests : IDisposable
{
    private const string Tokens = "/api/v1/tokens";
    private static readonly TokenSpec Spec = new() { Name = "n", Scopes = ["ReadConfig"] };
    private readonly MockEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task The_vendors_procedure_call_by_call()
    {
        var old = NewToken.Classic();
        var successor = NewToken.Classic();
        _environment
            .Answers(HttpMethod.Post, Tokens, () => Created(successor, successor.Id))
            .Answers(HttpMethod.Put, $"{Tokens}/{old.Id}", 204)
            .Answers(HttpMethod.Delete, $"{Tokens}/{old.Id}", 204);
        var api = await _environment.ConnectAsync(ApiVersion.V1);
        _environment.Answers(HttpMethod.Post, Tokens
            + "/lookup", 200, $$"""{"id":"{{old.Id}}","name":"RW","scopes":["ReadConfig","WriteConfig"]}""");

        var found = await api.LookupAsync(old, default);
        var created = await api.CreateAsync(
            Spec with { Name = found.Name, Scopes = found.Scopes, Lifetime = TimeSpan.FromDays(30) }, default);
        await api.UpdateAsync(found.Id, new TokenUpdate { Enabled = false }, default);
        var deleted = await api.DeleteAsync(found.Id, default);

        Assert.Equal((successor.Id, successor), (created.Id, created.Token));
        Assert.True(deleted);
        Assert.Equal(
            [
                $$"""POST {{Tokens}}/lookup {"token":"{{old.Reveal()}}"}""",
                $$$"""POST {{{Tokens}}} {"name":"RW","scopes":["ReadConfig","WriteConfig"],"expiresIn":{"value":30,"unit":"DAYS"}}""",
                $$"""PUT {{Tokens}}/{{old.Id}} {"revoked":true}""",
                $"DELETE {Tokens}/{old.Id}",
            ],
            _environment.Requests);
    }

    [Theory]
    [InlineData("1735689600000", "1735776000000", "1735862400000")]
    [InlineData("\"2025-01-01T00:00:00Z\"", "\"2025-01-02T00:00:00Z\"", "\"2025-01-03T00:00:00.000Z\"")]
    [InlineData("\"1735689600000\"", "1735776000000", "\"2025-01-03T01:00:00+01:00\"")]
    public async Task Dates_are_integers_or_iso(string created, string expires, string lastUse)
    {
        _environment.Answers(
            HttpMethod.Get,
            Tokens + "/id-1",
            200,
            $$"""{"id":"id-1","userId":"jo","revoked":true,"created":{{created}},"expires":{{expires}},"lastUse":{{lastUse}},"scopes":[],"personalAccessToken":true}""");
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        var token = await api.GetAsync("id-1", default);

        Assert.Equal(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), token.CreationDate);
        Assert.Equal(new DateTimeOffset(2025, 1, 2, 0, 0, 0, TimeSpan.Zero), token.ExpirationDate);
        Assert.Equal(new DateTimeOffset(2025, 1, 3, 0, 0, 0, TimeSpan.Zero), token.LastUsedDate);
        Assert.Equal(("jo", false, true), (token.Owner, token.Enabled, token.PersonalAccessToken));
    }

    [Theory]
    [InlineData("{\"name\":\"odd\"}")]
    [InlineData("{\"id\":null,\"name\":\"odd\"}")]
    [InlineData("{\"id\":\"../a\",\"name\":\"odd\"}")]
    [InlineData("{\"id\":7,\"name\":\"odd\"}")]
    public async Task A_row_with_an_odd_id_is_named_and_the_others_are_served(string row)
    {
        _environment
            .Answers(
                HttpMethod.Get, Tokens, 200, $$"""{"values":[{"id":"id-1","name":"one"},{{row}},{"id":"id-2","name":"two"}]}""")
            .Answers(HttpMethod.Get, Tokens + "/id-1", 200, """{"id":"id-1","name":"one"}""")
            .Answers(HttpMethod.Get, Tokens + "/id-2", 200, """{"id":"id-2","name":"two"}""");
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        var whole = await api.ListAsync(new TokenQuery(), null, default);
        var names = await api.ListAsync(new TokenQuery { NamesSuffice = true }, null, default);

        Assert.Equal(["id-1", "id-2"], whole.Tokens.Select(token => token.Id).Order());
        Assert.Equal(["id-1", "id-2"], names.Tokens.Select(token => token.Id));
        Assert.Equal(["odd"], whole.WithoutId);
        Assert.Equal(["odd"], names.WithoutId);
    }

    [Fact]
    public async Task A_token_without_revoked_is_enabled()
    {
        _environment.Answers(HttpMethod.Get, Tokens + "/id-1", 200, """{"id":"id-1","scopes":[]}""");
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        Assert.True((await api.GetAsync("id-1", default)).Enabled);
    }

    [Theory]
    [InlineData("ID")]
    [InlineData("https://abc12345.live.dynatrace.com/api/v1/tokens/ID")]
    [InlineData("/api/v1/tokens/ID/")]
    public async Task The_new_tokens_id_is_taken_from_the_location(string location)
    {
        var successor = ApiToken.Parse(NewToken.OldFormatText());
        _environment.Answers(
            HttpMethod.Post, Tokens, () => Created(successor, location.Replace("ID", "5f1c-uuid", StringComparison.Ordinal)));
        _environment.Answers(HttpMethod.Get, Tokens + "/5f1c-uuid", 200, """{"id":"5f1c-uuid","name":"n"}""");
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        Assert.Equal("5f1c-uuid", (await api.CreateAsync(Spec, default)).Id);
    }

    [Fact]
    public async Task Without_a_location_the_new_token_is_looked_up()
    {
        var successor = ApiToken.Parse(NewToken.OldFormatText());
        _environment.Answers(HttpMethod.Post, Tokens, () => Created(successor, null));
        var api = await _environment.ConnectAsync(ApiVersion.V1);
        _environment.Answers(HttpMethod.Post, Tokens + "/lookup", 200, """{"id":"5f1c-uuid","scopes":[]}""");
        _environment.Answers(HttpMethod.Get, Tokens + "/5f1c-uuid", 200, """{"id":"5f1c-uuid","name":"n"}""");

        var created = await api.CreateAsync(Spec, default);

        Assert.Equal(("5f1c-uuid", successor), (created.Id, created.Token));
    }

    [Theory]
    [InlineData("another", true)]
    [InlineData(null, false)]
    public async Task An_id_for_a_secret_without_one_is_believed_unless_its_token_has_another_name(string? name, bool refused)
    {
        var successor = ApiToken.Parse(NewToken.OldFormatText());
        _environment.Answers(HttpMethod.Post, Tokens, () => Created(successor, "5f1c-uuid"));
        _environment.Answers(
            HttpMethod.Get, Tokens + "/5f1c-uuid", name is null ? 503 : 200, $$"""{"id":"5f1c-uuid","name":"{{name}}"}""");
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        var creation = api.CreateAsync(Spec, default);

        if (refused)
        {
            Assert.Equal("n", (await Assert.ThrowsAsync<CreateOutcomeUnknownException>(() => creation)).TokenName);
        }
        else
        {
            Assert.Equal("5f1c-uuid", (await creation).Id);
        }
    }

    [Fact]
    public async Task A_whole_token_as_location_is_looked_up_and_not_taken_for_an_id()
    {
        var successor = NewToken.Classic();
        _environment.Answers(HttpMethod.Post, Tokens, () => Created(successor, "/api/v1/tokens/" + successor.Reveal()));
        var api = await _environment.ConnectAsync(ApiVersion.V1);
        _environment.Answers(HttpMethod.Post, Tokens + "/lookup", 200, $$"""{"id":"{{successor.Id}}","scopes":[]}""");

        Assert.Equal(successor.Id, (await api.CreateAsync(Spec, default)).Id);
    }

    [Fact]
    public async Task A_failed_lookup_does_not_lose_the_new_secret()
    {
        var successor = NewToken.Classic();
        _environment.Answers(HttpMethod.Post, Tokens, () => Created(successor, null));
        var api = await _environment.ConnectAsync(ApiVersion.V1);
        _environment.Answers(HttpMethod.Post, Tokens + "/lookup", 503);

        var created = await api.CreateAsync(Spec, default);

        Assert.Equal((successor.Id, successor), (created.Id, created.Token));
    }

    [Fact]
    public async Task A_new_token_without_any_id_is_an_unknown_outcome()
    {
        var successor = ApiToken.Parse(NewToken.OldFormatText());
        _environment.Answers(HttpMethod.Post, Tokens, () => Created(successor, null));
        var api = await _environment.ConnectAsync(ApiVersion.V1);
        _environment.Answers(HttpMethod.Post, Tokens + "/lookup", 503);

        await Assert.ThrowsAsync<CreateOutcomeUnknownException>(() => api.CreateAsync(Spec, default));
    }

    [Fact]
    public async Task A_personal_access_token_is_refused_before_anything_is_sent()
    {
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        await Assert.ThrowsAsync<InvalidRequestException>(
            () => api.CreateAsync(Spec with { PersonalAccessToken = true }, default));

        Assert.Empty(_environment.Requests);
    }

    [Fact]
    public async Task The_list_reads_every_token_in_bounded_pages_and_leaves_out_the_vanished()
    {
        var ids = Enumerable.Range(0, 250).Select(i => $"id-{i:000}").ToList();
        _environment.Answers(
            HttpMethod.Get,
            Tokens,
            200,
            $$"""{"values":[{{string.Join(",", ids.Select(id => $$"""{"id":"{{id}}","name":"n"}"""))}}]}""");
        foreach (var id in ids.Where(id => id != "id-007"))
        {
            _environment.Answers(HttpMethod.Get, $"{Tokens}/{id}", 200, $$"""{"id":"{{id}}","created":{{1_000_000L * int.Parse(id[3..], System.Globalization.CultureInfo.InvariantCulture)}},"scopes":[]}""");
        }

        _environment.Answers(HttpMethod.Get, $"{Tokens}/id-007", 404);
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        var first = await api.ListAsync(new TokenQuery(), null, default);
        var readForFirst = _environment.Requests.Count;
        var pages = new List<TokenPage> { first };
        while (pages[^1].Next is { } next)
        {
            pages.Add(await api.ListAsync(new TokenQuery(), next, default));
        }

        Assert.Equal(1 + 100, readForFirst);
        Assert.Equal(250, first.TotalCount);
        Assert.Equal(ids.Except(["id-007"]), pages.SelectMany(page => page.Tokens).Select(token => token.Id).Order());
        Assert.Equal("id-099", first.Tokens[0].Id);
    }

    [Fact]
    public async Task At_most_the_allowed_number_of_tokens_is_read_at_a_time()
    {
        int running = 0, most = 0;
        var full = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _environment.Answers(
            HttpMethod.Get,
            Tokens,
            200,
            $$"""{"values":[{{string.Join(",", Enumerable.Range(0, 40).Select(i => $$"""{"id":"id-{{i}}"}"""))}}]}""");
        _environment.Http.When(HttpMethod.Get, MockEnvironment.Url + Tokens + "/*").Respond(async request =>
        {
            lock (Spec)
            {
                most = Math.Max(most, ++running);
                if (running == 5)
                {
                    full.TrySetResult(true);
                }
            }

            await Task.WhenAny(full.Task, Task.Delay(TimeSpan.FromMinutes(2)));
            lock (Spec)
            {
                running--;
            }

            return MockEnvironment.Response(200, $$"""{"id":"{{request.RequestUri!.Segments[^1]}}","scopes":[]}""");
        });
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        await api.ListAsync(new TokenQuery(), null, default);

        Assert.Equal(5, most);
    }

    [Fact]
    public async Task A_failed_read_stops_the_others_and_is_not_hidden_by_that()
    {
        _environment.Answers(
            HttpMethod.Get,
            Tokens,
            200,
            $$"""{"values":[{{string.Join(",", Enumerable.Range(0, 40).Select(i => $$"""{"id":"id-{{i}}"}"""))}}]}""");
        _environment.Answers(HttpMethod.Get, Tokens + "/id-0", 401);
        var held = new UnansweredRead(Tokens);
        _environment.Http.AddBackendDefinition(held);
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        await Assert.ThrowsAsync<UnauthorizedException>(() => api.ListAsync(new TokenQuery(), null, default));

        Assert.InRange(held.Count, 0, 4);
    }

    [Fact]
    public async Task A_failed_read_fails_the_page_with_its_own_error()
    {
        _environment.Answers(HttpMethod.Get, Tokens, 200, """{"values":[{"id":"a"},{"id":"b"},{"id":"c"}]}""");
        _environment.Answers(HttpMethod.Get, Tokens + "/a", 200, """{"id":"a","scopes":[]}""");
        _environment.Answers(HttpMethod.Get, Tokens + "/b", 401);
        _environment.Answers(HttpMethod.Get, Tokens + "/c", 401);
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        await Assert.ThrowsAsync<UnauthorizedException>(() => api.ListAsync(new TokenQuery(), null, default));
    }

    [Fact]
    public async Task Conditions_become_parameters_and_are_checked_again()
    {
        _environment.Answers(HttpMethod.Get, Tokens, 200, """{"values":[{"id":"a"},{"id":"b"}]}""");
        _environment.Answers(HttpMethod.Get, Tokens + "/a", 200, """{"id":"a","userId":"Jo","scopes":["x","y"]}""");
        _environment.Answers(HttpMethod.Get, Tokens + "/b", 200, """{"id":"b","userId":"jo","scopes":["x","y"]}""");
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        var page = await api.ListAsync(
            new TokenQuery { Owner = "jo", Scopes = ["x", "y"] }, null, default);

        Assert.Equal("b", Assert.Single(page.Tokens).Id);
        Assert.Equal($"GET {Tokens}?limit=1000000&user=jo&permissions=x&permissions=y", _environment.Requests[0]);
    }

    [Fact]
    public async Task A_list_of_names_takes_one_call_and_a_token_without_a_name_has_none()
    {
        _environment.Answers(
            HttpMethod.Get, Tokens, 200, """{"values":[{"id":"a","name":"n"},{"id":"b"},{"id":"c","name":7}]}""");
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        var page = await api.ListAsync(new TokenQuery { NamesSuffice = true }, null, default);

        Assert.Equal([("a", "n"), ("b", ""), ("c", "")], page.Tokens.Select(token => (token.Id, token.Name)));
        Assert.Equal($"GET {Tokens}?limit=1000000", Assert.Single(_environment.Requests));
    }

    [Fact]
    public async Task An_id_in_the_answer_that_is_not_the_secrets_own_is_another_tokens_answer()
    {
        var successor = NewToken.Classic();
        _environment.Answers(HttpMethod.Post, Tokens, 201, $$"""{"id":"dt0c01.ANOTHER","token":"{{successor.Reveal()}}"}""");
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        await Assert.ThrowsAsync<CreateOutcomeUnknownException>(() => api.CreateAsync(Spec, default));
    }

    [Fact]
    public async Task A_token_is_renamed_and_given_other_scopes()
    {
        _environment.Answers(HttpMethod.Put, Tokens + "/id-1", 204);
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        await api.UpdateAsync("id-1", new TokenUpdate { Enabled = true, Name = "m", Scopes = ["a", "b"] }, default);
        await api.UpdateAsync("id-1", new TokenUpdate { Name = "m" }, default);

        Assert.Equal(
            [$$"""PUT {{Tokens}}/id-1 {"revoked":false,"name":"m","scopes":["a","b"]}""",
                $$"""PUT {{Tokens}}/id-1 {"name":"m"}"""],
            _environment.Requests);
    }

    [Fact]
    public async Task A_deletion_that_finds_nothing_is_done_and_one_of_the_caller_is_recognised_as_such()
    {
        _environment
            .Answers(HttpMethod.Delete, Tokens + "/gone", 404)
            .Answers(HttpMethod.Delete, Tokens + "/id-1", 400, MockEnvironment.Error(400, "No."))
            .Answers(HttpMethod.Put, Tokens + "/id-1", 400, MockEnvironment.Error(400, "No."))
            .Answers(HttpMethod.Delete, $"{Tokens}/{_environment.Caller.Id}", 400, MockEnvironment.Error(400, "No."));
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        Assert.False(await api.DeleteAsync("gone", default));
        await Assert.ThrowsAsync<InvalidRequestException>(() => api.DeleteAsync("id-1", default));
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => api.UpdateAsync("id-1", new TokenUpdate { Enabled = false }, default));
        await Assert.ThrowsAsync<OwnTokenException>(() => api.DeleteAsync(_environment.Caller.Id!, default));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("enabled")]
    public async Task Every_edit_of_the_callers_own_token_is_recognised_as_such(string edited)
    {
        _environment.Answers(HttpMethod.Put, $"{Tokens}/{_environment.Caller.Id}", 400, MockEnvironment.Error(400, "No."));
        var api = await _environment.ConnectAsync(ApiVersion.V1);

        await Assert.ThrowsAsync<OwnTokenException>(() => api.UpdateAsync(
            _environment.Caller.Id!, edited == "name" ? new TokenUpdate { Name = "m" } : new TokenUpdate { Enabled = true },
            default));
    }

    private static HttpResponseMessage Created(ApiToken token, string? location)
    {
        var response = MockEnvironment.Response(201, $$"""{"token":"{{token.Reveal()}}"}""");
        if (location is not null)
        {
            response.Headers.TryAddWithoutValidation("Location", location);
        }

        return response;
    }

    /// <summary>Reads of tokens that nothing ends but whoever has sent them.</summary>
    private sealed class UnansweredRead(string tokens) : IMockedRequest
    {
        private int _count;

        public int Count => _count;

        public bool Matches(HttpRequestMessage message) =>
            message.Method == HttpMethod.Get
            && message.RequestUri!.AbsolutePath.StartsWith($"{tokens}/id-", StringComparison.Ordinal);

        public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("not reached");
        }
    }
}
