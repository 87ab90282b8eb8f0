using System.Net;
using System.Net.Sockets;
using TokenRotation.Api.Connecting;
using TokenRotation.Http;

namespace TokenRotation.Tests.Http;

/// <summary>Why no connection came about, and what the user reads of it.</summary>
public sealed class ConnectionObstacleTests
{
    private static readonly EnvironmentUrl Server = EnvironmentUrl.Parse("https://dt.example.com:9999/e/abc");

    [Theory]
    [InlineData(SocketError.HostNotFound, "there is no name dt.example.com")]
    [InlineData(SocketError.TryAgain, "there is no name dt.example.com")]
    [InlineData(SocketError.ConnectionRefused, "dt.example.com:9999 refuses it")]
    [InlineData(SocketError.TimedOut, "dt.example.com:9999 does not answer")]
    [InlineData(SocketError.HostUnreachable, "no route leads to dt.example.com:9999")]
    [InlineData(SocketError.NetworkUnreachable, "no route leads to dt.example.com:9999")]
    public void The_reason_is_told(SocketError error, string told) =>
        Assert.Contains(told, Message(Failure("dt.example.com:9999", error)), StringComparison.Ordinal);

    [Fact]
    public void A_name_that_the_older_framework_cannot_resolve_is_told() =>
        Assert.Contains(
            "there is no name dt.example.com",
            Message(new HttpRequestException("no", new WebException("no", WebExceptionStatus.NameResolutionFailure))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(SocketError.HostNotFound, "there is no name proxy.example.com.")]
    [InlineData(SocketError.ConnectionRefused, "the proxy proxy.example.com refuses it")]
    public void The_proxy_is_told_from_the_server(SocketError error, string told) =>
        Assert.Contains(told, Message(Failure("proxy.example.com:3128", error)), StringComparison.Ordinal);

    [Fact]
    public async Task A_real_refusal_and_a_real_unknown_name_are_told()
    {
        using var client = new HttpClient(new HttpClientHandler { UseProxy = false });

        var refused = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync(new Uri($"http://127.0.0.1:{FreePort()}/")));
        var unknown = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync(new Uri("http://no-such-host.invalid/")));

        Assert.Equal(new ConnectionObstacle(ConnectionObstacleKind.Refused, "127.0.0.1"), ConnectionObstacle.Of(refused));
        Assert.Equal(
            new ConnectionObstacle(ConnectionObstacleKind.NoSuchName, "no-such-host.invalid"), ConnectionObstacle.Of(unknown));
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, "there is no name sso.example.com. Check -TokenUrl")]
    [InlineData(SocketError.ConnectionRefused, "sso.example.com refuses it")]
    [InlineData(SocketError.NetworkUnreachable, "no route leads to sso.example.com")]
    public void The_token_endpoint_has_reasons_of_its_own(SocketError error, string told)
    {
        var message = ConnectionMessages.NoAccessToken(
            new Uri("https://sso.example.com/token"), ConnectionFailureKind.NotMade, Failure("sso.example.com:443", error));

        Assert.Contains(told, message, StringComparison.Ordinal);
        Assert.Contains("no access token", message, StringComparison.Ordinal);
    }

    private static string Message(Exception failure) =>
        ConnectionMessages.NoAnswer(Server, ConnectionFailureKind.NotMade, failure);

    private static HttpRequestException Failure(string endpoint, SocketError error) =>
        new($"It failed. ({endpoint})", new SocketException((int)error));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
