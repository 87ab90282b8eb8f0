namespace TokenRotation.Secrets;

/// <summary>A text is no Dynatrace token. The message says what is wrong with it and never contains it.</summary>
public sealed class ApiTokenFormatException(string message) : FormatException(message);
