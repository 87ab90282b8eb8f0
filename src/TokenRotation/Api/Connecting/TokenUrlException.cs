namespace TokenRotation.Api.Connecting;

/// <summary>An address is none that an OAuth client's secret may be sent to. The message says why.</summary>
public sealed class TokenUrlException(string message) : FormatException(message);
