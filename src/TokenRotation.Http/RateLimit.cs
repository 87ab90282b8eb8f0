namespace TokenRotation.Http;

/// <summary>What an answer tells of its server's current window.</summary>
/// <param name="Limit">Requests that a window takes; null when the server does not say.</param>
/// <param name="Remaining">Requests that the window still takes after this one.</param>
/// <param name="Reset">When the window ends, by the server's clock.</param>
internal readonly record struct RateLimit(long? Limit, long Remaining, DateTimeOffset Reset);
