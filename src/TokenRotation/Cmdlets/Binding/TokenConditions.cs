using System.Management.Automation;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>What a user asks of the tokens that are to be found, and no server is asked: all of it must hold.</summary>
internal sealed record TokenConditions
{
    /// <summary>Names, with wildcards or as they are written; none for any.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Names as they are written; none for any.</summary>
    public IReadOnlyList<string> Literal { get; init; } = [];

    /// <summary>An owner with wildcards: of one without, the server is asked.</summary>
    public string? Owner { get; init; }

    public bool Enabled { get; init; }

    public bool Revoked { get; init; }

    public bool Expired { get; init; }

    public TimeSpan? ExpiringWithin { get; init; }

    public TimeSpan? UnusedFor { get; init; }

    public TimeSpan? RevokedFor { get; init; }

    /// <summary>Whether a token meets them all.</summary>
    public bool Matches(DtToken token, DateTimeOffset now) =>
        (Literal.Count == 0 || Literal.Contains(token.Name, StringComparer.Ordinal))
        && MatchesName(token)
        && MatchesOwner(token)
        && (!Enabled || token.Enabled)
        && (!Revoked || !token.Enabled)
        && MatchesExpiry(token, now)
        && (UnusedFor is not { } unused || now - (token.LastUsedDate ?? token.CreationDate) >= unused)
        && (RevokedFor is not { } wanted || RevokedForAsLong(token, wanted, now));

    private bool MatchesName(DtToken token) =>
        Names.Count == 0
        || Names.Contains(token.Name, StringComparer.OrdinalIgnoreCase)
        || Wildcards.Match(Names, token.Name);

    private bool MatchesOwner(DtToken token) =>
        Owner is null
        || !WildcardPattern.ContainsWildcardCharacters(Owner)
        || Wildcards.Match([Owner], token.Owner ?? string.Empty);

    // The time of the last answer is told to the second: what was revoked a moment ago may seem to lie ahead.
    private static bool RevokedForAsLong(DtToken token, TimeSpan wanted, DateTimeOffset now) =>
        TokenRevocation.Since(token) is { } since && (now < since ? TimeSpan.Zero : now - since) >= wanted;

    // Both switches together mean both kinds: what no longer works, and what soon will not.
    private bool MatchesExpiry(DtToken token, DateTimeOffset now)
    {
        if (ExpiringWithin is null && !Expired)
        {
            return true;
        }

        var expired = token.ExpirationDate <= now;
        return (Expired && expired)
            || (ExpiringWithin is { } within && token.Enabled && !expired && token.ExpirationDate <= now + within);
    }
}
