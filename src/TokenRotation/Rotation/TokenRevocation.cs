using TokenRotation.Api;

namespace TokenRotation.Rotation;

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
    public static async Task<DtToken> RevokeAsync(ITokenApi api, DtToken token, string? successorId, CancellationToken cancellationToken)
    {
        var (baseName, _) = NameStamp.Read(token.Name);
        var stamp = NameStamp.Revoked(api.ServerTime, successorId);
        var name = successorId is not null || stamp.Fits(baseName) ? stamp.ApplyTo(baseName) : null;
        await api.UpdateAsync(token.Id, new TokenUpdate { Enabled = false, Name = name }, cancellationToken).ConfigureAwait(false);
        return token with { Enabled = false, Name = name ?? token.Name };
    }

    /// <summary>Enables a token again and takes the stamp from its name.</summary>
    public static async Task<DtToken> RestoreAsync(ITokenApi api, DtToken token, CancellationToken cancellationToken)
    {
        var (baseName, stamp) = NameStamp.Read(token.Name);
        var name = stamp is null ? null : await FullNameAsync(api, token.Name, baseName, stamp, cancellationToken).ConfigureAwait(false);
        await api.UpdateAsync(token.Id, new TokenUpdate { Enabled = true, Name = name }, cancellationToken).ConfigureAwait(false);
        return token with { Enabled = true, Name = name ?? token.Name };
    }

    /// <summary>
    /// Since when a token has been revoked, by the server's time; null if it is enabled or nobody noted the time. A name may be
    /// written by anybody, its modification date by the server alone: the later of the two counts.
    /// </summary>
    public static DateTimeOffset? Since(DtToken token)
    {
        if (token.Enabled || NameStamp.Read(token.Name).Stamp is not { Kind: StampKind.Revoked, At: { } stamped })
        {
            return null;
        }

        return token.ModifiedDate is { } modified && modified > stamped ? modified : stamped;
    }

    // A stamp may have cut the name; the successor still carries all of it.
    private static async Task<string> FullNameAsync(
        ITokenApi api, string name, string baseName, NameStamp stamp, CancellationToken cancellationToken)
    {
        if (stamp.PartnerId is null || name.Length < NameStamp.MaximumNameLength - 1)
        {
            return baseName;
        }

        try
        {
            var partner = await api.GetAsync(stamp.PartnerId, cancellationToken).ConfigureAwait(false);
            var (partnerName, _) = NameStamp.Read(partner.Name);
            return partnerName.StartsWith(baseName, StringComparison.Ordinal) ? partnerName : baseName;
        }
        catch (TokenNotFoundException)
        {
            return baseName;
        }
    }
}
