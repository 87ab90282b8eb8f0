using System.Globalization;
using System.Text;
using System.Text.Json;
using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Api.Wire;
using TokenRotation.Cmdlets.Binding.Platform;
using TokenRotation.Http;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;
using TokenRotation.Specs;

namespace TokenRotation.Fuzz;

/// <summary>Everything in the module, and in the sandbox, that reads what others wrote.</summary>
internal static class FuzzTargets
{
    private const string Token = """{"id":"dt0c01.ABC","name":"n","enabled":true,"revoked":"false","owner":"o","creationDate":"2024-01-02T03:04:05.678Z","expirationDate":1704164645678,"lastUsedDate":"2024-01-02T03:04:05Z","scopes":["metrics.read","logs.read"],"additionalMetadata":{"dashboardId":"x"},"personalAccessToken":false,"unknown":{"a":[1,2,{"b":null}]}}""";
    private const string Error = """{"error":{"code":403,"message":"Token is missing required scope. Use one of: apiTokens.read (Read API tokens), apiTokens.write (Write API tokens)","constraintViolations":[{"path":"name","message":"must not be null"}]}}""";

    private const string Uuid = "b3579695-ebf9-9be1-1340-3e9feecf4677";
    private const string PlatformList = """{"pageSize":100,"pageNumber":1,"total":2,"results":[{"tokenId":"dt0s16.AAAABBBB","accountUuid":"u","name":"n","scope":["app-engine:apps:run"],"resource":["urn:dtenvironment:abc12345"],"status":"ACTIVE","expirationDate":"2024-01-02T03:04:05Z","createdAt":"2024-01-02T03:04:05Z","updatedAt":"2024-01-02T03:04:05Z","createdBy":"a@example.com","owner":"a@example.com","metadata":{"lastUsedAt":null,"lastClientIp":null}},{"tokenId":"dt0s16.CCCCDDDD","status":"INACTIVE","tags":["x"]}]}""";
    private const string AccountError = """{"error":true,"message":"Problem with json mapping.","payload":null}""";

    private static readonly string[] Headers =
    [
        "429\nRetry-After: 5\n" + Error, "200\nDate: Tue, 02 Jan 2024 03:04:05 GMT\nX-RateLimit-Limit: "
            + "50\nX-RateLimit-Remaining: 49\nX-RateLimit-Reset: 1704164645678000\n" + Token,
        "503\nRetry-After: Tue, 02 Jan 2024 03:04:05 GMT\n<html>", "302\nLocation: "
            + "https://elsewhere.example.com/x\n", "404\n", "400\n[" + Error + "]", "401\n" + Error, "405\n" + Error,
        "200\nDate: Fri, 31 Dec 9999 23:59:59 GMT\nX-RateLimit-Remaining: 0\nX-RateLimit-Reset: 999999999\n" + Token,
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Answer("token list v2", ["""{"totalCount":2,"pageSize":100,"nextPageKey":"k","apiTokens":[""" + Token + "," + Token
            + "]}", .. Headers], api => api.ListAsync(new TokenQuery(), null, default), ApiVersion.V2),
        Answer("token list v1", ["""{"values":[{"id":"dt0c01.ABC","name":"n"},{"id":"b","name":null}]}""", .. Headers], api =>
            api.ListAsync(new TokenQuery { NamesSuffice = true }, null, default), ApiVersion.V1),
        Answer("token", [Token, .. Headers], api => api.GetAsync("dt0c01.OTHER", default), ApiVersion.V2),
        Answer("new token v2", [
            "201\n{\"id\":\"dt0c01.ABC\",\"token\":\"" + Sample("dt0c01", 24) + "\",\"expirationDate\":\"2024-01-02T03:04:05Z\"}",
            .. Headers], api => api.CreateAsync(Spec, default), ApiVersion.V2),
        Answer("new token v1", ["201\nLocation: "
            + "/api/v1/tokens/dt0c01.ABC\n{\"token\":\"" + Sample("dt0c01", 24) + "\"}", .. Headers],
            api => api.CreateAsync(Spec, default), ApiVersion.V1),
        Answer("errors", Headers, api =>
            api.UpdateAsync("dt0c01.OTHER", new TokenUpdate { Enabled = false }, default), ApiVersion.V2),
        OfAccount("platform token list", [PlatformList, .. AccountHeaders], api => ListAllAsync(api)),
        OfAccount("platform token", [PlatformList, .. AccountHeaders], api => api.GetAsync("dt0s16.AAAABBBB", default)),
        OfAccount("new platform token", ["{\"name\":\"n\",\"tokenId\":\"dt0s16.AAAAAAAA\",\"token\":\"" + Sample("dt0s16", 8)
            + "\"}", .. AccountHeaders], api => api.CreateAsync(Spec with { Resource = ["urn:dtenvironment:a"] }, default)),
        OfAccount("users of an account",
            ["{\"uid\":\"" + Uuid + "\",\"email\":\"a@example.com\",\"groups\":[]}", .. AccountHeaders],
            api => api.CreateAsync(Spec with { Resource = ["urn:dtenvironment:a"], User = "a@example.com" }, default)),
        OfAccount("probes of a platform token", ["200\n{}", "401\n" + Error, "403\n" + Error, .. AccountHeaders], ProbeAsync),
        OfAccount("errors of an account", AccountHeaders, api =>
            api.UpdateAsync("dt0s16.AAAABBBB", new TokenUpdate { Enabled = false }, default)),
        new("access tokens", ["""{"access_token":"a","expires_in":300,"scope":"s","token_type":"Bearer"}""",
            "400\n{\"error\":\"invalid_scope\",\"error_description\":\"\"}", .. Headers], ReadAccessToken),
        new("accounts", [Uuid, "urn:dtaccount:" + Uuid, Uuid + "\nhttps://api.dynatrace.com", Uuid + "\nhttp://localhost/a"],
            ReadAccount),
        new("dates", ["\"2024-01-02T03:04:05.678Z\"", "1704164645678", "\"2024-01-02\"", "\"1704164645678\"", "null", "\"now\""],
            ReadDate),
        new("headers", Headers, ReadHeaders),
        new("environment URLs", ["https://abc12345.live.dynatrace.com", "abc12345.apps.dynatrace.com/ui/x?y#z",
            "https://host:9999/e/7f3c1c52-6a0e-4b57-9d3e-5a4d8f0b2c61//x", "http://[::1]:80", "http://localhost"], ReadUrl),
        new("name stamps", ["name [dtr pending ABCD1234 of dt0c01.OLD]", "name [dtr superseded 20240102T030405Z by "
            + "dt0c01.NEW]", "[dtr revoked 20240102T030405Z]", new string('n', 100)], ReadStamp),
        new("token values", [Sample("dt0c01", 24), Sample("dt0s16", 8), "abcdefghijklmnopqrstu"], ReadTokenValue),
        new("token specs", ["""{"name":"n","scopes":["metrics.read"],"expiresIn":{"value":30,"unit":"DAYS"}}""",
            """{"name":"n","scopes":["metrics.read"],"expirationDate":"now+30d","personalAccessToken":true}""",
            """{"name":"n","scopes":["storage:logs:read"],"resource":["abc12345"],"user":"a@example.com"}"""], ReadSpec),
        new("resources", ["abc12345", "urn:dtenvironment:abc12345", Uuid, "https://abc12345.apps.dynatrace.com/ui"],
            ReadResource),
        new("names for a terminal", ["name", "\u001b[31mred\u001b[0m", "👩‍💻", "\u202eabc", "a\nb"], ReadName),
        new("server texts", ["The token " + Sample("dt0c01", 24) + " is bad", "\u001b[2J"], text =>
            Check(ServerText.Clean(text) is not { } shown || shown.Length <= 501)),
        new("proxy addresses", ["http://user:p%40ss@proxy:3128", "proxy", "[::1]:80"], ReadProxy),
        new("certificate store paths", [@"Cert:\CurrentUser\Root\" + new string('A', 40), "cert:/LocalMachine/My"], text =>
            CertificateStorePath.Read(text)),
        new("selectors (sandbox)", ["owner(\"o\"),personalAccessToken(true),scope(\"a\",\"b\")", "owner(\"a~\"b\")"],
            ReadSelector),
    ];

    private static TokenSpec Spec => new() { Name = "n", Scopes = ["metrics.read"] };

    private static string[] AccountHeaders =>
        ["400\n" + AccountError, "404\n" + AccountError, "409\n{\"error\":true}", .. Headers];

    private static FuzzTarget OfAccount(string name, IReadOnlyList<string> seeds, Func<ITokenApi, Task> call) =>
        new(name, seeds, input => AskAccountAsync(new OneAnswer { Input = input }, call).GetAwaiter().GetResult());

    private static FuzzTarget Answer(string name, IReadOnlyList<string> seeds, Func<ITokenApi, Task> call, ApiVersion version) =>
        new(name, seeds, input => AskAsync(input, call, version).GetAwaiter().GetResult());

    // Whatever comes, a caller of the client sees one family of exceptions.
    private static async Task AskAsync(string input, Func<ITokenApi, Task> call, ApiVersion version)
    {
        using var server = new OneAnswer { Input = input };
        using var connection = await TokenApiConnection.ConnectAsync(
            new ConnectionOptions
            {
                Environment = EnvironmentUrl.Parse("https://abc12345.live.dynatrace.com"),
                Credential = ApiToken.Parse(Sample("dt0c01", 24)),
                ApiVersion = version,
                MaximumRetryCount = 0,
                HttpMessageHandler = server,
                TimeProvider = new SkippedTime(),
            },
            CancellationToken.None).ConfigureAwait(false);
        await CheckAsync(() => call(connection.Api)).ConfigureAwait(false);
        _ = connection.Api.ServerTime;
    }

    private static async Task AskAccountAsync(OneAnswer server, Func<ITokenApi, Task> call)
    {
        using var owned = server;
        var account = AccountAddress.Parse(Uuid, null);
        var options = new ConnectionOptions
        {
            Environment = account.Server,
            Account = account,
            Credential = ApiToken.Parse(Sample("dt0s02", 8)),
            MaximumRetryCount = 0,
            HttpMessageHandler = server,
            TimeProvider = new SkippedTime(),
        };
        await CheckAsync(async () =>
        {
            using var connection = await TokenApiConnection.ConnectAsync(options, default).ConfigureAwait(false);
            await call(connection.Api).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private static async Task CheckAsync(Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (TokenApiException failure)
        {
            Check(failure.Message.Length > 0 && !failure.Message.Any(character => char.IsControl(character)));
            Check(!failure.Message.Contains(new string('B', 64), StringComparison.Ordinal));
        }
    }

    // A page that comes again and again must end the list.
    private static async Task ListAllAsync(ITokenApi api)
    {
        PageCursor? next = null;
        do
        {
            next = (await api.ListAsync(new TokenQuery(), next, default).ConfigureAwait(false)).Next;
        }
        while (next is not null);
    }

    // Who answers a changed secret as the right one proves nothing, whatever the answer is.
    private static async Task ProbeAsync(ITokenApi api)
    {
        using var token = ApiToken.Parse(Sample("dt0s16", 8));
        var proof = await ((ISecretProof)api)
            .ProveAsync(token, ["urn:dtenvironment:abc12345"], [], default)
            .ConfigureAwait(false);
        Check(!proof.Authenticates && proof.Reason?.Contains(new string('B', 64), StringComparison.Ordinal) != true);
    }

    private static void ReadResource(string text)
    {
        var urn = ResourceNames.UrnOf(text);
        Check(urn is null || (ResourceNames.UrnOf(urn) == urn && !ServerText.HoldsToken(urn) && !urn.Any(char.IsWhiteSpace)));
    }

    // The page under test answers to the list, too: what is asked of it, another target asks.
    private static void ReadAccessToken(string text) =>
        AskAccountAsync(new OneAnswer { Input = text, GrantsAccess = false }, _ => Task.CompletedTask).GetAwaiter().GetResult();

    private static void ReadAccount(string text)
    {
        var lines = text.Split('\n');
        try
        {
            var url = lines.Length > 1 && Uri.TryCreate(lines[1], UriKind.RelativeOrAbsolute, out var given) ? given : null;
            var account = AccountAddress.Parse(lines[0], url);
            Check(new Uri(account.Server.Text) is { UserInfo.Length: 0 } uri && (uri.Scheme == "https" || uri.IsLoopback));
            Check(AccountAddress.Parse(account.Urn, url) == account);
        }
        catch (AccountAddressException)
        {
            // Documented.
        }
    }

    private static void ReadDate(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        try
        {
            while (reader.Read())
            {
                WireDate.Read(ref reader);
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // No JSON, or no Unicode: the transport catches these.
        }
    }

    private static void ReadHeaders(string text)
    {
        using var response = new HttpResponseMessage();
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0)
            {
                response.Headers.TryAddWithoutValidation(line[..colon], line[(colon + 2)..]);
            }
        }

        Check(RateLimitHeaders.WaitAskedFor(response, DateTimeOffset.UtcNow) is not { } wait || wait >= TimeSpan.Zero);
    }

    private static void ReadUrl(string text)
    {
        try
        {
            var url = EnvironmentUrl.Parse(text);
            Check(EnvironmentUrl.Parse(url.Text).Text == url.Text);
            Check(new Uri(url.Text) is { UserInfo.Length: 0 } uri && (uri.Scheme == "https" || uri.IsLoopback));
        }
        catch (EnvironmentUrlException)
        {
            // Documented.
        }
    }

    private static void ReadStamp(string name)
    {
        var (baseName, stamp) = NameStamp.Read(name);
        Check(name.StartsWith(baseName, StringComparison.Ordinal) && (stamp is not null || baseName == name));
        foreach (var written in new[]
        {
            NameStamp.Pending("ABCD1234", "dt0c01.OLD"),
            NameStamp.Revoked(DateTimeOffset.UnixEpoch, null),
            NameStamp.Superseded(DateTimeOffset.UnixEpoch, "dt0c01.NEW"),
        })
        {
            var stamped = written.ApplyTo(name);
            Check(stamped.Length <= NameStamp.MaximumNameLength && NameStamp.Read(stamped).Stamp == written);
        }
    }

    private static void ReadTokenValue(string text)
    {
        try
        {
            using var token = ApiToken.Parse(text);
            Check(token.Reveal() == text && !token.ToString().Contains(text, StringComparison.Ordinal));
        }
        catch (ApiTokenFormatException failure)
        {
            Check(text.Length < 30 || !failure.Message.Contains(text, StringComparison.Ordinal));
        }
    }

    private static void ReadSpec(string text)
    {
        try
        {
            TokenSpecFile.Read(SpecText.Of(text, "file"), DateTimeOffset.UnixEpoch.AddYears(55));
        }
        catch (TokenSpecFileException failure)
        {
            Check(!failure.Message.Any(character => char.IsControl(character) && character is not ('\n' or '\r')));
        }
    }

    private static void ReadName(string text)
    {
        var shown = ServerText.Shown(text);
        Check(!shown.Any(char.IsControl) && shown.IndexOfAny(['\u202a', '\u202e', '\u2066']) < 0);
    }

    private static void ReadProxy(string text)
    {
        var proxy = EnvironmentProxy.From(name => name is "HTTPS_PROXY" or "NO_PROXY" ? text : null);
        Check(proxy is null || proxy.GetProxy(new Uri("https://localhost")).UserInfo.Length == 0);
        proxy?.IsBypassed(new Uri("https://abc12345.live.dynatrace.com"));
    }

    private static void ReadSelector(string text)
    {
        try
        {
            TokenSelector.Apply(text, new TokenListQuery());
        }
        catch (Sandbox.Http.InvalidRequestException)
        {
            // Documented.
        }
    }

    private static void Check(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("A property does not hold.");
        }
    }

    // Made at run time: no file of this repository holds a token.
    private static string Sample(string prefix, int publicLength) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}.{new string('A', publicLength)}.{new string('B', 64)}");
}
