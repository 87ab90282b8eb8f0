using System.IO.Compression;
using System.Text;
using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Http;

/// <summary>
/// A server that means harm, over a socket: each of its answers ends in a typed error, in time and in bounded memory.
/// </summary>
public sealed class HostileServerTests
{
    private const long Gigabyte = 1024 * 1024 * 1024;
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_declared_length_beyond_the_limit_is_not_read(bool list)
    {
        await using var server = HostileServer.Saying($"{Ok}\r\nContent-Length: {Gigabyte}");

        var failure = await FailAsync<MalformedResponseException>(server, list);

        Assert.Equal(ApiMessages.TooLarge, failure.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_without_end_is_cut_off(bool list)
    {
        await using var server = new HostileServer(async (_, stream, stopping) =>
        {
            await HostileServer.WriteAsync(stream, $"{Ok}\r\nTransfer-Encoding: chunked\r\n\r\n", stopping);
            var chunk = Encoding.ASCII.GetBytes("100000\r\n" + new string(' ', 0x100000) + "\r\n");
            while (true)
            {
                await stream.WriteAsync(chunk, stopping);
            }
        });

        var failure = await FailAsync<MalformedResponseException>(server, list);

        Assert.Equal(ApiMessages.TooLarge, failure.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_gzip_bomb_does_not_unfold(bool list)
    {
        var bomb = Bomb(Gigabyte / 2);
        Assert.InRange(bomb.Length, 1, 1024 * 1024);
        await using var server = new HostileServer(async (_, stream, stopping) =>
        {
            await HostileServer.WriteAsync(
                stream, $"{Ok}\r\nContent-Encoding: gzip\r\nContent-Length: {bomb.Length}\r\n\r\n", stopping);
            await stream.WriteAsync(bomb, stopping);
        });

        var failure = await FailAsync<MalformedResponseException>(server, list);

        Assert.Equal(ApiMessages.TooLarge, failure.Message);
    }

    [Fact]
    public async Task A_slow_drip_runs_into_the_timeout()
    {
        await using var server = new HostileServer(async (_, stream, stopping) =>
        {
            await HostileServer.WriteAsync(stream, $"{Ok}\r\nContent-Length: 100000\r\n\r\n", stopping);
            while (true)
            {
                await HostileServer.WriteAsync(stream, " ", stopping);
                await Task.Delay(20, stopping);
            }
        });

        await FailAsync<UnreachableException>(server, list: true, timeout: 1);
    }

    [Fact]
    public async Task Headers_that_drip_run_into_the_timeout()
    {
        await using var server = new HostileServer(async (_, stream, stopping) =>
        {
            await HostileServer.WriteAsync(stream, Ok + "\r\nX-Drip: ", stopping);
            while (true)
            {
                await HostileServer.WriteAsync(stream, "x", stopping);
                await Task.Delay(20, stopping);
            }
        });

        await FailAsync<UnreachableException>(server, list: true, timeout: 1);
    }

    [Fact]
    public async Task Headers_without_end_are_cut_off()
    {
        await using var server = new HostileServer(async (_, stream, stopping) =>
        {
            await HostileServer.WriteAsync(stream, Ok, stopping);
            while (true)
            {
                await HostileServer.WriteAsync(stream, "\r\nX-Flood: " + new string('x', 1000), stopping);
            }
        });

        await FailAsync<UnreachableException>(server, list: true, timeout: 1);
    }

    [Fact]
    public async Task Bytes_that_are_no_HTTP_are_a_broken_connection()
    {
        await using var server = HostileServer.Saying("SSH-2.0-OpenSSH_9.9");

        await FailAsync<UnreachableException>(server, list: true, timeout: 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task JSON_that_is_nested_without_end_is_illegible(bool list)
    {
        var depth = list ? 10_000_000 : 500_000;
        var json = (list ? """{"apiTokens":[{"id":"a","additionalMetadata":""" : """{"id":""") + new string('[', depth);
        await using var server = new HostileServer((_, stream, stopping) => HostileServer.WriteJsonAsync(stream, json, stopping));

        var failure = await FailAsync<MalformedResponseException>(server, list);

        Assert.Equal(ApiMessages.Illegible, failure.Message);
    }

    [Fact]
    public async Task A_chain_of_pages_without_end_is_left()
    {
        await using var server = Pages(page => (3, $"key{page}"));

        var failure = await FailAsync<MalformedResponseException>(server, list: true);

        Assert.Equal(ApiMessages.EndlessList, failure.Message);
        Assert.InRange(server.Heads.Count, 2, 200);
    }

    [Fact]
    public async Task A_chain_of_empty_pages_without_end_is_left_even_where_no_total_is_told()
    {
        await using var server = Pages(page => (null, $"key{page}"));

        var failure = await FailAsync<MalformedResponseException>(server, list: true);

        Assert.Equal(ApiMessages.EndlessList, failure.Message);
    }

    [Fact]
    public async Task A_byte_order_mark_before_an_answer_is_passed_over()
    {
        await using var server = new HostileServer((_, stream, stopping) =>
            HostileServer.WriteJsonAsync(stream, "\uFEFF{\"totalCount\":0}", stopping));
        using var connection = await ConnectAsync(server);

        await ListAsync(connection.Api, tokens => Assert.Empty(tokens));
    }

    // Full pages of tokens as fat as they may be, which a run would keep until its memory is full.
    [Fact]
    public async Task A_list_of_full_pages_without_end_is_left_before_it_fills_the_memory()
    {
        var page = Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 10_000).Select(FatToken)));
        await using var server = new HostileServer(async (request, stream, stopping) =>
        {
            var tail = Encoding.UTF8.GetBytes($"],\"nextPageKey\":\"{request.GetHashCode(StringComparison.Ordinal)}\"}}");
            await HostileServer.WriteAsync(
                stream, $"{Ok}\r\nContent-Length: {page.Length + tail.Length + 14}\r\n\r\n{{\"apiTokens\":[", stopping);
            await stream.WriteAsync(page, stopping);
            await stream.WriteAsync(tail, stopping);
        });
        using var connection = await ConnectAsync(server);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var kept = new List<DtToken>();

        var failure = await Assert.ThrowsAsync<MalformedResponseException>(() => ListAsync(connection.Api, kept.AddRange));

        Assert.Equal(ApiMessages.EndlessList, failure.Message);
        Assert.InRange(kept.Count, 10_000, 1_000_000);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 0, Gigabyte);
        GC.KeepAlive(kept);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Pages_that_go_in_a_circle_are_left(int length)
    {
        await using var server = Pages(page => (1_000_000, $"key{page % length}"));

        var failure = await FailAsync<MalformedResponseException>(server, list: true);

        Assert.Equal(ApiMessages.RepeatedPageKey, failure.Message);
        Assert.InRange(server.Heads.Count, 2, 30);
    }

    [Theory]
    [InlineData(301, "GET")]
    [InlineData(302, "GET")]
    [InlineData(307, "POST")]
    [InlineData(308, "POST")]
    [InlineData(303, "POST")]
    [InlineData(307, "PUT")]
    [InlineData(308, "DELETE")]
    public async Task A_redirect_is_an_error_and_the_other_host_hears_nothing(int status, string method)
    {
        await using var other = HostileServer.Saying(Ok);
        await using var server = HostileServer.Saying(
            $"HTTP/1.1 {status} Elsewhere\r\nLocation: {other.Url}/api/v2/apiTokens\r\nContent-Length: 0");
        using var connection = await ConnectAsync(server);

        var failure = await Assert.ThrowsAsync<MalformedResponseException>(() => SendAsync(connection.Api, method));

        Assert.Equal(status, failure.Request.StatusCode);
        Assert.Contains("127.0.0.1", failure.Message, StringComparison.Ordinal);
        Assert.Empty(other.Heads);
    }

    private static Task SendAsync(ITokenApi api, string method) => method switch
    {
        "GET" => api.GetAsync("dt0c01.OTHER", default),
        "POST" => api.CreateAsync(new TokenSpec { Name = "t", Scopes = ["metrics.read"] }, default),
        "PUT" => api.UpdateAsync("dt0c01.OTHER", new TokenUpdate { Enabled = false }, default),
        _ => api.DeleteAsync("dt0c01.OTHER", default),
    };

    private static async Task<T> FailAsync<T>(HostileServer server, bool list, int timeout = 60)
        where T : TokenApiException
    {
        using var connection = await ConnectAsync(server, timeout);
        return await Assert.ThrowsAsync<T>(
            () => (list ? ListAsync(connection.Api) : connection.Api.GetAsync("dt0c01.OTHER", default)).WaitAsync(Patience));
    }

    private static async Task ListAsync(ITokenApi api, Action<IReadOnlyList<DtToken>>? take = null)
    {
        PageCursor? next = null;
        do
        {
            var page = await api.ListAsync(new TokenQuery(), next, default);
            take?.Invoke(page.Tokens);
            next = page.Next;
        }
        while (next is not null);
    }

    private static string FatToken(int number) =>
        $$"""{"id":"dt0c01.{{number:D24}}","name":"{{new string('n', 90)}}{{number}}","owner":"owner{{number}}@example.com","enabled":true,"""
        + $"\"scopes\":[{string.Join(',', Enumerable.Range(0, 60).Select(scope => $"\"scope.{scope}.read\""))}]}}";

    private static Task<TokenApiConnection> ConnectAsync(HostileServer server, int timeout = 60) =>
        TokenApiConnection.ConnectAsync(
        new ConnectionOptions
        {
            Environment = EnvironmentUrl.Parse(server.Url),
            Credential = NewToken.Classic(),
            Timeout = TimeSpan.FromSeconds(timeout),
            MaximumRetryCount = 0,
            NoProxy = true,
        },
        default);

    private static HostileServer Pages(Func<int, (long? Total, string Next)> page)
    {
        var count = 0;
        return new HostileServer((_, stream, stopping) =>
        {
            var (total, next) = page(count++);
            var promise = total is null ? string.Empty : $"\"totalCount\":{total},";
            return HostileServer.WriteJsonAsync(stream, $$"""{{{promise}}"nextPageKey":"{{next}}","apiTokens":[]}""", stopping);
        });
    }

    private static byte[] Bomb(long length)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal))
        {
            var spaces = Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024));
            for (long written = 0; written < length; written += spaces.Length)
            {
                gzip.Write(spaces);
            }
        }

        return bytes.ToArray();
    }
}
