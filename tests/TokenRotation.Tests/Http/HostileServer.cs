using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TokenRotation.Tests.Http;

/// <summary>
/// A server of bytes on loopback: answers a connection's first lookup as it should, and everything else as the test wants.
/// </summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, Stream, CancellationToken, Task> _answer;
    private readonly Task _accepting;

    public HostileServer(Func<string, Stream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The heads of all requests, as they came.</summary>
    public List<string> Heads { get; } = [];

    /// <summary>A server that answers every request but the first lookup with these bytes.</summary>
    public static HostileServer Saying(string head, string body = "") =>
        new((_, stream, stopping) => WriteAsync(stream, head + "\r\n\r\n" + body, stopping));

    public static async Task WriteAsync(Stream stream, string text, CancellationToken cancellation) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);

    public static Task WriteJsonAsync(Stream stream, string json, CancellationToken cancellation) => WriteAsync(
        stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + $"{Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}", cancellation);

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
            while (await ReadHeadAsync(stream) is { } head)
            {
                var isFirst = Heads.Count == 0;
                Heads.Add(head);
                await (isFirst
                    ? WriteJsonAsync(stream, $$"""{"id":"{{CallerIn(head)}}","name":"caller","enabled":true,"scopes":["apiTokens.read","apiTokens.write"]}""", _stop.Token)
                    : _answer(head.Split("\r\n")[0], stream, _stop.Token));
                if (!isFirst && !head.StartsWith("GET", StringComparison.Ordinal))
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has had enough.
        }
    }

    private static string CallerIn(string head) =>
        string.Join('.', head.Split("Api-Token ")[1].Split("\r\n")[0].Split('.').Take(2));

    // Head and body; null when the client closes the connection.
    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            text.Append((char)one[0]);
        }

        var head = text.ToString();
        var length = head.Split("\r\n").Select(line => line.Split(": "))
            .Where(header => header[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            .Select(header => int.Parse(header[1], System.Globalization.CultureInfo.InvariantCulture))
            .FirstOrDefault();
        await stream.ReadExactlyAsync(new byte[length], _stop.Token);
        return head;
    }
}
