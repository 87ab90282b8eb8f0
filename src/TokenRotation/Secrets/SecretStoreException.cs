namespace TokenRotation.Secrets;

/// <summary>A secret store did not do what it was asked. The message never contains a secret.</summary>
internal class SecretStoreException(string message, Exception? inner = null) : Exception(message, inner);
