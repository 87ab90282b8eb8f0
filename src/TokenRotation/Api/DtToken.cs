using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation;

/// <summary>
/// A token's metadata, as the environment reports it; never its secret. Dates are UTC. A null means that the server did not
/// say: API v1 knows no <see cref="ModifiedDate"/> and no <see cref="LastUsedIpAddress"/>.
/// </summary>
public sealed record DtToken
{
    private readonly ScopeList _scopes = ScopeList.Of([]);
    private readonly ScopeList _resource = ScopeList.Of([]);
    private readonly TokenMetadata _metadata = TokenMetadata.None;

    /// <summary>Prefix and public part, <c>dt0c01.PUBLICPART</c>; a UUID for tokens of the old format.</summary>
    public required string Id { get; init; }

    /// <summary>Free text, not unique.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>
    /// The base URL of the environment that the token belongs to; of a platform token, the URN of its account.
    /// </summary>
    public required string Environment { get; init; }

    /// <summary>Whether an environment or an account has it.</summary>
    public DtTokenKind Kind => Environment?.StartsWith(AccountAddress.UrnPrefix, StringComparison.Ordinal) == true
        ? DtTokenKind.Platform
        : DtTokenKind.Classic;

    /// <summary>The user that owns the token.</summary>
    public string? Owner { get; init; }

    /// <summary>False for a revoked token: it exists and does not authenticate. Expiry is another matter.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When the token was created.</summary>
    public DateTimeOffset? CreationDate { get; init; }

    /// <summary>When the token expires; null for never. Of a classic token it cannot be changed.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>When the token last authenticated a call; null for never.</summary>
    public DateTimeOffset? LastUsedDate { get; init; }

    /// <summary>Where the token was last used from.</summary>
    public string? LastUsedIpAddress { get; init; }

    /// <summary>
    /// When the name or the scopes last changed; does not move when the token is revoked or restored. Of a platform token, when
    /// it was last revoked, restored or given another expiry.
    /// </summary>
    public DateTimeOffset? ModifiedDate { get; init; }

    /// <summary>True for a personal access token, which acts with its owner's permissions.</summary>
    public bool PersonalAccessToken { get; init; }

    /// <summary>What the token may do. An open set: values that this module does not know are kept.</summary>
    public IReadOnlyList<string> Scopes
    {
        get => _scopes;
        init => _scopes = ScopeList.Of(value);
    }

    /// <summary>
    /// Where a platform token works: <c>urn:dtenvironment:…</c>, or the account for all of its environments. Empty for a
    /// classic token, which works in its environment.
    /// </summary>
    public IReadOnlyList<string> Resource
    {
        get => _resource;
        init => _resource = ScopeList.Of(value);
    }

    /// <summary>What a token that shares a dashboard or a report belongs to.</summary>
    public IReadOnlyDictionary<string, string> AdditionalMetadata
    {
        get => _metadata;
        init => _metadata = TokenMetadata.Of(value);
    }

    /// <summary>
    /// True for a token that belongs to no person: Dynatrace made it for a service of its own. Older environments write a worker,
    /// or nothing, where the owner stands.
    /// </summary>
    internal bool IsAutomatic => string.IsNullOrWhiteSpace(Owner) || Owner!.EndsWith("ProviderWorker", StringComparison.Ordinal);

    /// <summary>True for a caller that is no token of the environment's, but a platform token or an OAuth client.</summary>
    internal bool IsOfAccount => Id.StartsWith("dt0s", StringComparison.Ordinal);

    /// <summary>A caller, with the owner that is known by now from the tokens that it made.</summary>
    internal DtToken Knowing(ITokenApi api) =>
        Owner is null && api.OwnerOfMadeTokens is { } owner ? this with { Owner = owner } : this;

    /// <summary>
    /// Name and ID, as prompts and errors show a token: without what a rotation has noted in the name, and without characters
    /// that a terminal would obey.
    /// </summary>
    public override string ToString() => $"{ServerText.Shown(TokenName.WithoutNote(Name))} ({Id})";
}
