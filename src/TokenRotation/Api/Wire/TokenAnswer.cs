namespace TokenRotation.Api.Wire;

/// <summary>A successful answer, for as long as its reader runs.</summary>
/// <param name="Body">The bytes of the body; empty for 204.</param>
/// <param name="Location">The <c>Location</c> header as sent; null without one.</param>
internal readonly record struct TokenAnswer(ArraySegment<byte> Body, string? Location)
{
    public ReadOnlySpan<byte> Bytes => Body.AsSpan();
}
