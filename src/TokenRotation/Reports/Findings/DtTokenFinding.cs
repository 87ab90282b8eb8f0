using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation;

/// <summary>One thing that is wrong with a token, or good to know of it, and what to do. It holds no secret.</summary>
public sealed record DtTokenFinding
{
    /// <summary>What it is about.</summary>
    public required TokenFindingKind Kind { get; init; }

    /// <summary>How bad it is.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>The token's ID: prefix and public part.</summary>
    public required string Id { get; init; }

    /// <summary>The token's name.</summary>
    public required string Name { get; init; }

    /// <summary>The base URL of the token's environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The user that owns the token; null if the environment names none.</summary>
    public string? Owner { get; init; }

    /// <summary>The time that it is about (UTC): of the expiry, of the last use, of the revocation; null for none.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>What is found, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it, in a sentence.</summary>
    public required string Advice { get; init; }

    /// <summary>The command that does it, or shows what there is to decide.</summary>
    public required string Command { get; init; }

    /// <summary>The help topic that walks through it, for Get-Help; null for none.</summary>
    public string? Help { get; init; }

    /// <summary>Severity, token and what is found.</summary>
    public override string ToString() => $"{Severity}: {ServerText.Shown(TokenName.WithoutNote(Name))} ({Id}): {Message}";
}
