namespace TokenRotation.Sandbox.Tenant;

/// <summary>A token's place in the tenant: what it is now, and what only the server knows about it.</summary>
internal sealed class TokenEntry(TenantToken token, long sequence, DateTimeOffset authenticatesFrom)
{
    public TenantToken Token { get; set; } = token;

    /// <summary>Tells tokens apart that were made in the same millisecond.</summary>
    public long Sequence { get; } = sequence;

    public DateTimeOffset? DisabledAt { get; set; }

    public bool Removed { get; set; }

    public bool Authenticates(DateTimeOffset now, TenantOptions options) =>
        now >= authenticatesFrom
        && (Token.Enabled || now < DisabledAt + options.DisablePropagation)
        && (Token.ExpirationDate is not { } expiry || now < expiry)
        && (!Token.PersonalAccessToken || options.PersonalAccessTokensEnabled);
}
