namespace TokenRotation.Rotation.Steps;

/// <summary>Whoever uses a new secret could not be told of it: the old token stays.</summary>
internal sealed class ConsumerNotToldException(string message) : Exception(message);
