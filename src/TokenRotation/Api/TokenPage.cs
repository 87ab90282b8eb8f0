namespace TokenRotation.Api;

/// <summary>A page of a token list, and the way to the next.</summary>
/// <param name="Tokens">The tokens of this page, newest first.</param>
/// <param name="TotalCount">How many tokens match in all; null when the server does not say.</param>
/// <param name="Next">Where the next page starts; null on the last page.</param>
internal sealed record TokenPage(IReadOnlyList<DtToken> Tokens, long? TotalCount, PageCursor? Next)
{
    /// <summary>The names of the tokens that were passed over, because what stands for their ID is none.</summary>
    public IReadOnlyList<string> WithoutId { get; init; } = [];
}

/// <summary>Where a page starts. Opaque: only the client that made it understands it.</summary>
internal abstract class PageCursor;
