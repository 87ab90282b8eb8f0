using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TokenRotation.Tests.Http;

/// <summary>A proxy that passes TLS on by CONNECT, and wants a name and a password if it was given them.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string? _expected;
    private readonly Task _accepting;

    public ConnectProxy(string? user = null, string? password = null)
    {
        _expected = user is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Authority => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>What was asked of it, and how that was answered: all that it can read.</summary>
    public List<(string Head, int Status)> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var connection = client;
            using var stream = client.GetStream();
            while (await ReadHeadAsync(stream) is { Length: > 0 } head)
            {
                if (await AnswerAsync(stream, head) is { } target)
                {
                    await RelayAsync(stream, target);
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
        {
            // One of the two has closed.
        }
    }

    // The target of a tunnel that was granted.
    private async Task<string?> AnswerAsync(NetworkStream stream, string head)
    {
        var isConnect = head.StartsWith("CONNECT ", StringComparison.Ordinal);
        var isKnown = _expected is null || head.Contains("Proxy-Authorization: " + _expected, StringComparison.Ordinal);
        var status = !isConnect ? 405 : isKnown ? 200 : 407;
        lock (Requests)
        {
            Requests.Add((head, status));
        }

        var more = status == 407 ? "Proxy-Authenticate: Basic realm=\"test\"\r\n" : string.Empty;
        var length = status == 200 ? string.Empty : "Content-Length: 0\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} -\r\n{more}{length}\r\n"), _stop.Token);
        return status == 200 ? head.Split(' ')[1] : null;
    }

    private async Task RelayAsync(NetworkStream client, string target)
    {
        var (host, port) =
            (target.Split(':')[0], int.Parse(target.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
        using var server = new TcpClient();
        await server.ConnectAsync(host, port, _stop.Token);
        using var stream = server.GetStream();
        await Task.WhenAny(client.CopyToAsync(stream, _stop.Token), stream.CopyToAsync(client, _stop.Token));
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) > 0)
        {
            text.Append((char)one[0]);
        }

        return text.ToString();
    }
}
