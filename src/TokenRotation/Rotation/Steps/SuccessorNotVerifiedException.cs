namespace TokenRotation.Rotation.Steps;

/// <summary>A new token did not prove that it works; the old one is untouched.</summary>
public sealed class SuccessorNotVerifiedException(string message, Exception? inner) : InvalidOperationException(message, inner);
