namespace TokenRotation.Sandbox.Account;

/// <summary>What a list asks for.</summary>
/// <param name="SearchTerm">Found in ID, name, maker or a scope; null for any.</param>
/// <param name="Active">Of this status; null for any.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="Size">Tokens on a page.</param>
internal sealed record PlatformTokenQuery(string? SearchTerm, bool? Active, int Page, int Size);

/// <summary>A page of the list.</summary>
/// <param name="Query">What was asked for.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Entries">Those of this page, oldest first.</param>
internal sealed record PlatformTokenPage(PlatformTokenQuery Query, int Total, IReadOnlyList<PlatformTokenEntry> Entries);

/// <summary>A token with its use.</summary>
/// <param name="Token">The token.</param>
/// <param name="Use">When and from where it was last used; null for never.</param>
internal sealed record PlatformTokenEntry(PlatformToken Token, TokenUse? Use);

/// <summary>A use of a token.</summary>
/// <param name="At">When.</param>
/// <param name="Address">From where; null for unknown.</param>
internal sealed record TokenUse(DateTimeOffset At, string? Address);
