namespace TokenRotation.Http;

/// <summary>One attempt at a request, as far as it may be logged: no query, no header, no body.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path.</param>
/// <param name="StatusCode">The HTTP status; null when no answer came.</param>
/// <param name="Duration">From sending to the last byte of the body.</param>
/// <param name="Number">1 for the first attempt.</param>
public sealed record RequestAttempt(string Method, string Path, int? StatusCode, TimeSpan Duration, int Number);
