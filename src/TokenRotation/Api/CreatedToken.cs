using TokenRotation.Secrets;

namespace TokenRotation.Api;

/// <summary>A new token: the only moment at which its secret is known.</summary>
/// <param name="Id">The new token's ID.</param>
/// <param name="Token">The new token with its secret.</param>
/// <param name="ExpirationDate">When it expires (UTC), as far as the server said; null for never or unknown.</param>
internal sealed record CreatedToken(string Id, ApiToken Token, DateTimeOffset? ExpirationDate);
