namespace TokenRotation.Secrets;

/// <summary>A token as a store holds it.</summary>
/// <param name="Token">The whole token.</param>
/// <param name="TokenId">
/// Its ID: the token's public part; for a token of the old format what the store's metadata say, null if they say nothing.
/// </param>
internal sealed record StoredSecret(ApiToken Token, string? TokenId);
