namespace TokenRotation.Http;

/// <summary>An answer is larger than the client reads.</summary>
public sealed class ResponseTooLargeException(int limit) : IOException($"The answer is larger than {limit} bytes.")
{
    /// <summary>The largest body that is read, in bytes.</summary>
    public int Limit { get; } = limit;
}
