namespace TokenRotation.Cmdlets.Binding.Descriptions;

/// <summary>An object that was piped in does not say what a token is to be.</summary>
internal sealed class TokenDescriptionException(string message) : FormatException(message);
