using TokenRotation.Secrets;

namespace TokenRotation;

/// <summary>What a secret is, and what the environment says of it, as Test-DtToken emits it with -Detailed.</summary>
public sealed record DtTokenTest
{
    /// <summary>What the secret is for, told by its prefix.</summary>
    public ApiTokenKind Kind { get; init; }

    /// <summary>
    /// Whether it authenticates here, with all scopes that were asked for; null where nobody can tell, and Advice says why.
    /// </summary>
    public bool? Works { get; init; }

    /// <summary>The token's ID; null for a token of the old format that the environment does not know.</summary>
    public string? Id { get; init; }

    /// <summary>The token's name, as far as the environment tells it.</summary>
    public string? Name { get; init; }

    /// <summary>The user that it belongs to, as far as the environment tells it.</summary>
    public string? Owner { get; init; }

    /// <summary>The base URL of the environment that was asked; of a platform token, the URN of the account.</summary>
    public string Environment { get; init; } = string.Empty;

    /// <summary>The environment that a platform token's secret was sent to and that has told it from a changed one.</summary>
    public string? ProvedAt { get; init; }

    /// <summary>Where a platform token works; empty for others.</summary>
    public IReadOnlyList<string> Resource { get; init; } = [];

    /// <summary>True for a personal access token.</summary>
    public bool PersonalAccessToken { get; init; }

    /// <summary>What it may do, as far as the environment tells it.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>When it expires (UTC); null for never or unknown.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>What it is and what to do with it, in a sentence.</summary>
    public string Advice { get; init; } = string.Empty;

    /// <summary>Kind and ID.</summary>
    public override string ToString() => $"{Kind} {Id ?? ApiToken.NoPublicPart}";
}
