namespace TokenRotation.Secrets;

/// <summary>A secret's name, or the template of it, cannot be used. The message says why and what can.</summary>
public sealed class SecretNameException(string message) : FormatException(message);
