using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation;

/// <summary>A new token, as New-DtToken emits it: the only moment at which its secret is known.</summary>
public class DtNewToken
{
    /// <summary>One without a token behind it: what a mock returns.</summary>
    public DtNewToken()
    {
    }

    internal DtNewToken(string environment, TokenSpec spec, CreatedToken created, bool asPlainText)
    {
        Id = created.Id;
        Name = spec.Name;
        Environment = environment;
        ExpirationDate = created.ExpirationDate;
        Scopes = ScopeList.Of(spec.Scopes);
        Resource = ScopeList.Of(spec.Resource);
        Token = asPlainText ? created.Token.Reveal() : created.Token.ToSecureString();
    }

    /// <summary>The new token's ID: prefix and public part.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>The new token's name.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The base URL of the environment that it belongs to; of a platform token, the URN of its account.</summary>
    public string Environment { get; init; } = string.Empty;

    /// <summary>Whether an environment or an account has it.</summary>
    public DtTokenKind Kind => Environment?.StartsWith(AccountAddress.UrnPrefix, StringComparison.Ordinal) == true
        ? DtTokenKind.Platform
        : DtTokenKind.Classic;

    /// <summary>The user that owns a platform token, as the account lists it; null where nobody said.</summary>
    public string? Owner { get; init; }

    /// <summary>When it expires (UTC), as far as the server said; null for never or unknown.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>What it may do.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Where a platform token works; empty for a classic token.</summary>
    public IReadOnlyList<string> Resource { get; init; } = [];

    /// <summary>The whole token: a SecureString, or a string with -AsPlainText.</summary>
    public object Token { get; init; } = string.Empty;

    /// <summary>Name and ID.</summary>
    public override string ToString() => $"{ServerText.Shown(TokenName.WithoutNote(Name))} ({Id})";
}
