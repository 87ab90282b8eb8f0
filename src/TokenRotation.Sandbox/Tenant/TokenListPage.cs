namespace TokenRotation.Sandbox.Tenant;

/// <summary>One page of a v2 list.</summary>
/// <param name="TotalCount">How many tokens match, over all pages.</param>
/// <param name="Query">What was asked, by this request or by the first page's.</param>
/// <param name="Tokens">The page's tokens.</param>
/// <param name="NextPageKey">What fetches the next page; null on the last.</param>
public sealed record TokenListPage(int TotalCount, TokenListQuery Query, IReadOnlyList<TenantToken> Tokens, string? NextPageKey);
