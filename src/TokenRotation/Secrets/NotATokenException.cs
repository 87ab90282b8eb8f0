namespace TokenRotation.Secrets;

/// <summary>A store's entry holds something that is no Dynatrace token. It is never overwritten.</summary>
internal sealed class NotATokenException(string message) : SecretStoreException(message);
