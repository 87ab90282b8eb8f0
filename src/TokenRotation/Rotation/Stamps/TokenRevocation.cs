using TokenRotation.Api;

namespace TokenRotation.Rotation.Stamps;

/// <summary>
/// Revokes and restores tokens so that everybody can later tell since when: revoking a token does not move its modification
/// date, so the time stands in its name, put there by the same request.
/// </summary>
internal static class TokenRevocation
{
    /// <summary>Disables a token and stamps its name with the server's time.</summary>
    /// <param name="api">The connection to do it through; it must not authenticate with this very token.</param>
    /// <param name="token">The token as it is now.</param>
    /// <param name="successorId">
    /// The token that replaces it: a name that is too long is cut then, because the successor carries all of it. Without one
    /// a name that is too long is left as it is.
    /// </param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The token as it is afterwards; without a stamp if its name left no room.</returns>
    public static async Task<DtToken> RevokeAsync(
        ITokenApi api, DtToken token, string? successorId, CancellationToken cancellationToken)
    {
        if (token.Kind == DtTokenKind.Platform)
        {
            // Its name is fixed, and its modification date moves: that tells since when.
            await api.UpdateAsync(token.Id, new TokenUpdate { Enabled = false }, cancellationToken).ConfigureAwait(false);
            return token with { Enabled = false, ModifiedDate = api.ServerTime };
        }

        var (baseName, before) = NameStamp.Read(token.Name);
        successorId ??= before is { Kind: StampKind.Superseded } ? before.PartnerId : null;
        var stamp = NameStamp.Revoked(StampTime.Now(api), successorId);
        var name = successorId is not null || stamp.Fits(baseName) ? stamp.ApplyTo(baseName) : null;
        await api.UpdateAsync(
            token.Id, new TokenUpdate { Enabled = false, Name = name }, cancellationToken).ConfigureAwait(false);
        return token with { Enabled = false, Name = name ?? token.Name };
    }

    /// <summary>
    /// Enables a token again. The note of its revocation goes; a mark that names its successor stays: it tells every run that
    /// the rotation waits for somebody's word. Its time goes: whoever disables the token later does so anew.
    /// </summary>
    public static async Task<DtToken> EnableAsync(ITokenApi api, DtToken token, CancellationToken cancellationToken)
    {
        var (baseName, stamp) = NameStamp.Read(token.Name);
        var name = token.Kind != DtTokenKind.Classic || stamp is not { Kind: StampKind.Revoked } ? null
            : stamp.PartnerId is null ? baseName
            : (stamp with { At = null }).ApplyTo(baseName);
        await api.UpdateAsync(token.Id, new TokenUpdate { Enabled = true, Name = name }, cancellationToken).ConfigureAwait(false);
        return token with { Enabled = true, Name = name ?? token.Name };
    }

    /// <summary>Enables a token again and takes the stamp from its name.</summary>
    /// <param name="api">The connection to do it through.</param>
    /// <param name="token">The token as it is now.</param>
    /// <param name="successor">The token that replaced it, as it was before it was touched: it carries all of a name that a
    /// stamp has cut.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public static async Task<DtToken> RestoreAsync(
        ITokenApi api, DtToken token, DtToken? successor, CancellationToken cancellationToken)
    {
        var (baseName, stamp) = NameStamp.Read(token.Name);
        var name = stamp is null ? null : NameStamp.WholeName(baseName, successor);
        await api.UpdateAsync(token.Id, new TokenUpdate { Enabled = true, Name = name }, cancellationToken).ConfigureAwait(false);
        return token with { Enabled = true, Name = name ?? token.Name };
    }

    /// <summary>
    /// Since when a token has been revoked, by the server's time; null if it is enabled or nobody noted the time. A name may be
    /// written by anybody, its modification date by the server alone, and a token that was used was enabled: the latest counts.
    /// </summary>
    public static DateTimeOffset? Since(DtToken token)
    {
        if (token.Kind == DtTokenKind.Platform)
        {
            return token.Enabled || token.ModifiedDate is not { } changed ? null : Latest(changed, token.LastUsedDate);
        }

        if (token.Enabled || NameStamp.Read(token.Name).Stamp is not { Kind: StampKind.Revoked, At: { } stamped })
        {
            return null;
        }

        return Latest(Latest(stamped, token.ModifiedDate), token.LastUsedDate);
    }

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
