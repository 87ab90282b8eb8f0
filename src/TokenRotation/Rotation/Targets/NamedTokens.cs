using TokenRotation.Api;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Targets;

/// <summary>
/// Finds the tokens that a name stands for. What a rotation has made or left behind bears the same name, and does not count;
/// where nothing else is left, the name stands for the rotation that was cut off.
/// </summary>
internal static class NamedTokens
{
    /// <summary>
    /// The IDs of the tokens of this name that a rotation may concern; exactly one where the name is unambiguous.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindAsync(RotationRun run, string name)
    {
        if (run.Api.Capabilities.IsOfAccount)
        {
            return OfAccount(run, name);
        }

        var bearers = new List<(DtToken Token, NameStamp? Stamp)>();
        foreach (var token in run.Snapshot.Tokens)
        {
            var (baseName, stamp) = NameStamp.Read(token.Name);
            if (IsNameOf(run, baseName, stamp, name) && stamp is not { Kind: StampKind.Pending } && await IsEnabledAsync(
                run, token, stamp).ConfigureAwait(false))
            {
                bearers.Add((token, stamp));
            }
        }

        var successors = new HashSet<string>(
            bearers.Select(bearer => bearer.Stamp?.PartnerId ?? string.Empty), StringComparer.Ordinal);
        var found = bearers.Select(bearer => bearer.Token.Id).Where(id => !successors.Contains(id)).ToList();
        return found.Count > 0 ? found : CutOff(run, name);
    }

    /// <summary>
    /// The ID of the token with this secret. An environment that does not look revoked tokens up may still tell that there is
    /// one of the ID that stands in the secret.
    /// </summary>
    /// <exception cref="TokenNotFoundException">There is none.</exception>
    public static async Task<string> IdOfAsync(ITokenApi api, ApiToken token, CancellationToken cancellationToken)
    {
        try
        {
            return (await api.BySecretAsync(token, cancellationToken).ConfigureAwait(false)).Id;
        }
        catch (TokenNotFoundException) when (token.Id is not null)
        {
            if (await api.FindAsync(token.Id, cancellationToken).ConfigureAwait(false) is { Enabled: false } revoked)
            {
                return revoked.Id;
            }

            throw;
        }
    }

    /// <summary>
    /// The same of those that are revoked and that nothing has replaced: a run may have died when it had revoked one.
    /// </summary>
    public static IReadOnlyList<string> Revoked(RotationRun run, string name) => run.Snapshot.Tokens
        .Where(token => NameStamp.Read(token.Name) is var (baseName, stamp) && baseName == name && stamp?.PartnerId is null)
        .Select(token => token.Id)
        .ToList();

    // A stamp may have cut the name: then the other token of the pair says what it was.
    private static bool IsNameOf(RotationRun run, string baseName, NameStamp? stamp, string name) =>
        baseName == name
        || (stamp?.PartnerId is { } partnerId && run.Snapshot.Find(partnerId) is { } partner
            && NameStamp.Read(partner.Name) is var (carried, other)
            && NameStamp.Uncut(baseName, name) == name
            && (carried == name || (other is not null && NameStamp.Uncut(carried, name) == name)));

    // What works counts, and of a line the token that is being replaced.
    private static List<string> OfAccount(RotationRun run, string name)
    {
        var bearers = run.Snapshot.Tokens
            .Where(token => NameStamp.Read(token.Name).BaseName == name && !TenantSnapshot.IsLeased(token))
            .Where(token => token.Enabled && !(token.ExpirationDate <= run.Api.ServerTimes.Latest))
            .Select(token => token.Id)
            .ToList();
        return bearers.Where(id => !bearers.Contains(run.Snapshot.ReplacedBy(id) ?? string.Empty)).ToList();
    }

    private static List<string> CutOff(RotationRun run, string name) =>
        run.Snapshot.Tokens.Select(token => NameStamp.Read(token.Name))
            .Where(
                read =>
                    IsNameOf(run, read.BaseName, read.Stamp, name)
                        && read.Stamp is { Kind: StampKind.Pending, PartnerId: { } oldId }
                        && run.Snapshot.Find(oldId) is not null)
            .Select(read => read.Stamp!.PartnerId!)
            .Distinct(StringComparer.Ordinal)
            .ToList();

    private static async Task<bool> IsEnabledAsync(RotationRun run, DtToken token, NameStamp? stamp)
    {
        if (stamp is { Kind: StampKind.Revoked })
        {
            return false;
        }

        return run.Api.Capabilities.ListsNamesOnly
            ? (await run.Api.GetAsync(token.Id, run.Abort).ConfigureAwait(false)).Enabled
            : token.Enabled;
    }
}
