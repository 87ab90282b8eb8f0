using TokenRotation.Api;
using TokenRotation.Messages;

namespace TokenRotation.Rotation;

/// <summary>
/// Makes the successor of a token: decides what it is to be, creates it, and proves that it works before anybody relies on
/// it. A successor that does not work is removed again; the old token is never touched here.
/// </summary>
internal sealed class TokenSuccession(ITokenApi api, DtToken caller, TimeProvider time)
{
    private const int Attempts = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    // A user who stops a command waits no longer than a second in all.
    private static readonly TimeSpan CreationGrace = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan RemovalGrace = TimeSpan.FromMilliseconds(400);

    /// <summary>What the successor is to be: like the old token, except for what <paramref name="wish"/> names.</summary>
    /// <exception cref="RotationRefusedException">The token cannot or must not be replaced.</exception>
    public TokenSpec Plan(DtToken old, SuccessorWish wish)
    {
        if (!old.Enabled)
        {
            throw new RotationRefusedException(RotationMessages.Revoked(old));
        }

        if (old.AdditionalMetadata.Count > 0)
        {
            throw new RotationRefusedException(RotationMessages.SharingToken(old));
        }

        if (old.PersonalAccessToken && (api.Generation == ApiGeneration.V1 || old.Owner != caller.Owner))
        {
            throw new RotationRefusedException(RotationMessages.PersonalAccessToken(old));
        }

        var scopes = wish.Scopes ?? old.Scopes;
        if (scopes.Count == 0)
        {
            throw new RotationRefusedException(RotationMessages.NoScopes(old));
        }

        if (old.Id == api.CallerId && !CanManageTokens(scopes))
        {
            throw new RotationRefusedException(RotationMessages.LosesManagement(old));
        }

        return new TokenSpec
        {
            Name = wish.Name ?? NameStamp.Read(old.Name).BaseName,
            Scopes = scopes,
            Lifetime = wish.Lifetime ?? LifetimeOf(old),
            PersonalAccessToken = old.PersonalAccessToken,
        };
    }

    /// <summary>Creates the successor and verifies it as itself.</summary>
    /// <exception cref="SuccessorNotVerifiedException">It does not work, and was removed or is named in the message.</exception>
    public async Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken)
    {
        var created = await CreateUnhurriedAsync(spec, cancellationToken).ConfigureAwait(false);
        var verified = false;
        try
        {
            await VerifyAsync(created, spec, cancellationToken).ConfigureAwait(false);
            verified = true;
            return created;
        }
        catch (TokenApiException failure)
        {
            throw new SuccessorNotVerifiedException(RotationMessages.NotVerified(created.Id, failure.Message), failure);
        }
        finally
        {
            if (!verified)
            {
                await RemoveAsync(created.Id).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The lifetime that a token was given when it was made; null for one that never expires.</summary>
    /// <exception cref="RotationRefusedException">It expires, and the server does not say when it was made.</exception>
    public static TimeSpan? LifetimeOf(DtToken token)
    {
        if (token.ExpirationDate is not { } expires)
        {
            return null;
        }

        return token.CreationDate is { } created ? expires - created : throw new RotationRefusedException(RotationMessages.LifetimeUnknown(token));
    }

    private static bool CanManageTokens(IReadOnlyList<string> scopes) =>
        scopes.Contains("TenantTokenManagement") || (scopes.Contains("apiTokens.read") && scopes.Contains("apiTokens.write"));

    // A token may take a moment until every node of a cluster knows it.
    private async Task VerifyAsync(CreatedToken created, TokenSpec spec, CancellationToken cancellationToken)
    {
        var self = api.As(created.Token);
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Check(created, spec, await SeenAsync(self, created, cancellationToken).ConfigureAwait(false));
                return;
            }
            catch (TokenApiException failure) when (attempt < Attempts && failure is UnauthorizedException or TokenNotFoundException)
            {
                await time.Delay(pause, cancellationToken).ConfigureAwait(false);
                pause += pause;
            }
        }
    }

    // A token that is refused the lookup of itself has authenticated: its metadata is then read by the caller.
    private async Task<DtToken> SeenAsync(ITokenApi self, CreatedToken created, CancellationToken cancellationToken)
    {
        try
        {
            return await self.LookupAsync(created.Token, cancellationToken).ConfigureAwait(false);
        }
        catch (ForbiddenException)
        {
            return await api.GetAsync(created.Id, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Check(CreatedToken created, TokenSpec spec, DtToken seen)
    {
        var missing = spec.Scopes.Except(seen.Scopes, StringComparer.Ordinal).ToList();
        var flaw = seen.Id != created.Id ? RotationMessages.OtherToken(seen.Id)
            : !seen.Enabled ? RotationMessages.NotEnabled
            : missing.Count > 0 ? RotationMessages.ScopesMissing(missing)
            : null;
        if (flaw is not null)
        {
            throw new SuccessorNotVerifiedException(RotationMessages.NotVerified(created.Id, flaw), null);
        }
    }

    // A creation that is cut off leaves a token that nobody knows: when the command is stopped, it may still come to its end.
    private async Task<CreatedToken> CreateUnhurriedAsync(TokenSpec spec, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var cutOff = new CancellationTokenSource();
        using var stop = cancellationToken.Register(() => cutOff.CancelAfter(CreationGrace));
        return await api.CreateAsync(spec, cutOff.Token).ConfigureAwait(false);
    }

    private async Task RemoveAsync(string id)
    {
        using var timeout = new CancellationTokenSource(RemovalGrace);
        try
        {
            await api.DeleteAsync(id, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is TokenApiException or OperationCanceledException)
        {
            // The error that is under way names the token; it is unused, and nobody has its secret.
        }
    }
}
