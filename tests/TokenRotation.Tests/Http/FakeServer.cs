using System.Net;
using System.Text;

namespace TokenRotation.Tests.Http;

/// <summary>A server in place of the network: answers in turn as told, and remembers what it was asked.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    public List<string> Requests { get; } = [];

    public List<string> Bodies { get; } = [];

    public FakeServer Answer(int status, string body = "", params (string Name, string Value)[] headers) =>
        Then(() => Response(status, body, headers));

    public FakeServer Fail(Exception exception) => Then(() => throw exception);

    public FakeServer Hang() => Then(async cancellation =>
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        throw new InvalidOperationException("not reached");
    });

    public FakeServer AnswerWith(HttpContent content) =>
        Then(() => new HttpResponseMessage(HttpStatusCode.OK) { Content = content });

    public static HttpResponseMessage Response(int status, string body, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(
            (HttpStatusCode)status)
        { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            Assert.True(response.Headers.TryAddWithoutValidation(name, value));
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Func<CancellationToken, Task<HttpResponseMessage>> answer;
        var body = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (_answers)
        {
            Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
            Bodies.Add(body);
            Assert.True(_answers.TryDequeue(out answer!), "One request more than the test has answers for: " + Requests.Last());
        }

        return await answer(cancellationToken);
    }

    private FakeServer Then(Func<HttpResponseMessage> answer) => Then(_ => Task.FromResult(answer()));

    private FakeServer Then(Func<CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }
}
