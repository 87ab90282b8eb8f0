using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Rotation.Steps;

/// <summary>A new token proves, with its own secret, that it is what it was asked to be.</summary>
internal sealed class Verification(RotationRun run)
{
    private const int Attempts = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Looks the token up as itself, and says how it is. It may take a moment until every node of a cluster knows it.
    /// </summary>
    /// <exception cref="SuccessorNotVerifiedException">It is not what it was asked to be.</exception>
    /// <exception cref="TokenApiException">It does not authenticate, or the environment does not answer.</exception>
    public async Task<DtToken> ProveAsync(OwnSuccessor own, TokenSpec? expected)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var seen = await SeenAsync(own, expected).ConfigureAwait(false);
                Check(own, expected, seen);
                return seen;
            }
            catch (TokenApiException failure) when (failure is UnauthorizedException or TokenNotFoundException)
            {
                if (attempt == Attempts)
                {
                    throw new SuccessorNotVerifiedException(RotationMessages.NotVerified(own.Id, failure.Message), failure);
                }

                await run.Options.Time.PauseAsync(pause, run.Abort).ConfigureAwait(false);
                pause += pause;
            }
        }
    }

    // A token that is refused the lookup of itself has authenticated: its metadata is then read by the caller.
    private async Task<DtToken> SeenAsync(OwnSuccessor own, TokenSpec? expected)
    {
        try
        {
            return await run.Api.As(own.Token).LookupAsync(own.Token, run.Abort).ConfigureAwait(false);
        }
        catch (ForbiddenException)
        {
            return await run.Api.GetAsync(own.Id, run.Abort).ConfigureAwait(false);
        }
        catch (UnauthorizedException) when (expected is { PersonalAccessToken: true })
        {
            return await SeenByIdAsync(own).ConfigureAwait(false);
        }
    }

    // A personal access token may be refused the lookup as if it were dead. Asked for by its ID, it is told apart from one that
    // is.
    private async Task<DtToken> SeenByIdAsync(OwnSuccessor own)
    {
        try
        {
            return await run.Api.As(own.Token).GetAsync(own.Id, run.Abort).ConfigureAwait(false);
        }
        catch (ForbiddenException)
        {
            return await run.Api.GetAsync(own.Id, run.Abort).ConfigureAwait(false);
        }
    }

    // What a dead run asked for is not known once the token that was replaced is gone.
    private static void Check(OwnSuccessor own, TokenSpec? expected, DtToken seen)
    {
        var missing = expected is null ? [] : expected.Scopes.Except(seen.Scopes, StringComparer.Ordinal).ToList();
        var flaw = seen.Id != own.Id ? RotationMessages.OtherToken(seen.Id)
            : !seen.Enabled ? RotationMessages.NotEnabled
            : missing.Count > 0 ? RotationMessages.ScopesMissing(missing)
            : (expected?.Lifetime ?? (object?)expected?.ExpirationDate) is not null && seen.ExpirationDate is null
            ? RotationMessages.ExpiryMissing
            : null;
        if (flaw is not null)
        {
            throw new SuccessorNotVerifiedException(RotationMessages.NotVerified(own.Id, flaw), null);
        }
    }
}
