using System.Net;

namespace TokenRotation.Http;

/// <summary>
/// A whole body in memory, cleared when it is disposed: it may hold a new token's secret. Bodies are read inside the attempt,
/// so that a connection that breaks halfway is retried, and the timeout covers them.
/// </summary>
public sealed class BufferedContent : HttpContent
{
    private const int FirstSize = 16 * 1024;

    // A header is a promise: beyond this the bytes have to come first.
    private const int MostReserved = 16 * 1024 * 1024;

    private readonly byte[] _buffer;
    private readonly int _length;

    private BufferedContent(byte[] buffer, int length)
    {
        _buffer = buffer;
        _length = length;
    }

    /// <summary>The body. Valid until this object is disposed.</summary>
    public ArraySegment<byte> Bytes => new(_buffer, 0, _length);

    internal static async Task<BufferedContent> ReadAsync(HttpContent source, int limit, CancellationToken cancellationToken)
    {
        var declared = source.Headers.ContentLength;
        if (declared > limit)
        {
            throw new ResponseTooLargeException(limit);
        }

        // One byte more than declared: the read that finds the end needs room.
        var buffer = new byte[declared is { } length ? (int)Math.Min(length, MostReserved) + 1 : FirstSize];
        var filled = 0;
#if NET
        using var stream = await source.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#else
        using var stream = await source.ReadAsStreamAsync().ConfigureAwait(false);
#endif
        while (true)
        {
            if (filled == buffer.Length)
            {
                buffer = Grow(buffer, limit);
            }

#if NET
            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
#else
            var read = await stream.ReadAsync(buffer, filled, buffer.Length - filled, cancellationToken).ConfigureAwait(false);
#endif
            if (read == 0)
            {
                return new BufferedContent(buffer, filled).WithHeadersOf(source);
            }

            filled += read;
            if (filled > limit)
            {
                throw new ResponseTooLargeException(limit);
            }
        }
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        stream.WriteAsync(_buffer, 0, _length);

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Array.Clear(_buffer, 0, _length);
        }

        base.Dispose(disposing);
    }

    private static byte[] Grow(byte[] buffer, int limit)
    {
        var larger = new byte[(int)Math.Min(buffer.Length * 2L, limit + 1L)];
        Buffer.BlockCopy(buffer, 0, larger, 0, buffer.Length);
        Array.Clear(buffer, 0, buffer.Length);
        return larger;
    }

    private BufferedContent WithHeadersOf(HttpContent source)
    {
        Headers.ContentType = source.Headers.ContentType;
        return this;
    }
}
