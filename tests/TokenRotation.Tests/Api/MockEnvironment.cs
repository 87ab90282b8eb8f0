using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RichardSzalay.MockHttp;
using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Secrets;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Api;

/// <summary>An environment that answers from a script: what it is asked and how it answers stand in the test.</summary>
internal sealed class MockEnvironment : IDisposable
{
    public const string Url = "https://abc12345.live.dynatrace.com";

    private readonly List<IDisposable> _open = [];

    public MockEnvironment()
    {
        Log = [];
        Requests = [];
    }

    public MockHttpMessageHandler Http { get; } = new();

    public ApiToken Caller { get; } = NewToken.Classic();

    public List<string> Log { get; }

    /// <summary>Method, path with query, and body of every request.</summary>
    public List<string> Requests { get; }

    public static string Error(int code, string message, string violations = "null") =>
        $$$"""{"error":{"code":{{{code}}},"message":"{{{message}}}","constraintViolations":{{{violations}}}}}""";

    public MockEnvironment Answers(
        HttpMethod method, string path, int status, string body = "", string type = "application/json") =>
        Answers(method, path, () => Response(status, body, type));

    public MockEnvironment Answers(HttpMethod method, string path, Func<HttpResponseMessage> answer)
    {
        Http.When(method, Url + path).Respond(async request =>
        {
            var sent = request.Content is null ? string.Empty : " " + await request.Content.ReadAsStringAsync();
            lock (Requests)
            {
                Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery}{sent}");
            }

            return answer();
        });
        return this;
    }

    public MockEnvironment Fails(HttpMethod method, string path, Exception exception)
    {
        Http.When(method, Url + path).Throw(exception);
        return this;
    }

    public static HttpResponseMessage Response(int status, string body, string type = "application/json") =>
        new((HttpStatusCode)status)
        {
            Content = new ByteArrayContent(
                Encoding.UTF8.GetBytes(body))
            { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
        };

    public string CallerJson(params string[] scopes) =>
        $$"""{"id":"{{Caller.Id}}","name":"caller","scopes":[{{string.Join(",", scopes.Select(scope => $"\"{scope}\""))}}]}""";

    /// <summary>Connects without retries; the caller's lookup is answered unless the test has answered it.</summary>
    public async Task<ITokenApi> ConnectAsync(ApiVersion version = ApiVersion.V2)
    {
        var path = version == ApiVersion.V1 ? "/api/v1/tokens/lookup" : "/api/v2/apiTokens/lookup";
        Http.When(HttpMethod.Post, Url + path).WithPartialContent(Caller.Reveal()).Respond(
            "application/json", CallerJson(version == ApiVersion.V1 ? "TenantTokenManagement" : "apiTokens.read"));
        return (await OpenAsync(version)).Api;
    }

    public async Task<TokenApiConnection> OpenAsync(ApiVersion version, ApiToken? credential = null)
    {
        var connection = await TokenApiConnection.ConnectAsync(
            new ConnectionOptions
            {
                Environment = EnvironmentUrl.Parse(Url),
                Credential = credential ?? Caller,
                ApiVersion = version,
                MaximumRetryCount = 0,
                HttpMessageHandler = Http,
                Log = entry =>
                {
                    lock (Log)
                    {
                        Log.Add(entry);
                    }
                },
            },
            CancellationToken.None);
        _open.Add(connection);
        return connection;
    }

    public void Dispose()
    {
        _open.ForEach(connection => connection.Dispose());
        Http.Dispose();
        Caller.Dispose();
    }
}
