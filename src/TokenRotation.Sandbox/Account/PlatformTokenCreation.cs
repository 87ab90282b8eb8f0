namespace TokenRotation.Sandbox.Account;

/// <summary>What a creation asks for.</summary>
/// <param name="Name">The name.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Resources">Where it works.</param>
/// <param name="Tags">Notes.</param>
/// <param name="ExpirationDate">When it expires; null for never.</param>
/// <param name="UserUuid">Whose it shall be; null for the caller's.</param>
internal sealed record PlatformTokenCreation(
    string? Name,
    IReadOnlyList<string>? Scopes,
    IReadOnlyList<string>? Resources,
    IReadOnlyList<string> Tags,
    DateTimeOffset? ExpirationDate,
    string? UserUuid);
