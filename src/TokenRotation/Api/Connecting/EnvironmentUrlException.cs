namespace TokenRotation.Api.Connecting;

/// <summary>A text is no address of a Dynatrace environment. The message says what is wrong with it.</summary>
public sealed class EnvironmentUrlException(string message) : FormatException(message);
