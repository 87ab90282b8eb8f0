using TokenRotation.Api.Accounts;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Rotation.Platform.Steps;

/// <summary>
/// A new platform token proves that it is what it was asked to be: by its list entry, and where an environment is in reach by its
/// secret, beside a changed one that must be refused.
/// </summary>
internal sealed class PlatformVerification(RotationRun run, RotationTarget target)
{
    private const int Attempts = 6;
    private const int HastyAttempts = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>True where an environment has shown that the secret works; false where only the list tells.</summary>
    /// <exception cref="SuccessorNotVerifiedException">It is not what it was asked to be.</exception>
    public async Task<bool> ProveAsync(OwnSuccessor own, DtToken seen, DtToken? old)
    {
        var scopes = own.Spec?.Scopes ?? target.Wish.Scopes ?? old?.Scopes ?? [];
        var missing = scopes.Except(seen.Scopes, StringComparer.Ordinal).ToList();
        var flaw = !seen.Enabled ? PlatformMessages.NotActive
            : missing.Count > 0 ? RotationMessages.ScopesMissing(missing)
            : seen.ExpirationDate is null ? RotationMessages.ExpiryMissing
            : null;
        flaw ??= await ProbeAsync(own, seen).ConfigureAwait(false) is var proof && proof.Authenticates ? null
            : proof.Outcome is SecretProofOutcome.Refused ? PlatformMessages.ProbeRefused(proof.Environment)
            : target.RequireProbe ? PlatformMessages.ProbeMissing
            : string.Empty;
        return string.IsNullOrEmpty(flaw)
            ? flaw is null
            : throw new SuccessorNotVerifiedException(RotationMessages.NotVerified(own.Id, flaw!), null);
    }

    // It may take a moment until every node of a cluster knows it.
    private async Task<SecretProof> ProbeAsync(OwnSuccessor own, DtToken seen)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var (proof, last) = await ProbeOnceAsync(own, seen).ConfigureAwait(false);
            if (attempt >= last)
            {
                return proof;
            }

            await run.Options.Time.PauseAsync(pause, run.Abort).ConfigureAwait(false);
            pause += pause;
        }
    }

    // The environments that are connected are asked where the token may work. Of one that works in its whole account, they may be
    // of another: that they do not know the secret proves nothing, and is not waited for long.
    private async Task<(SecretProof Proof, int LastAttempt)> ProbeOnceAsync(OwnSuccessor own, DtToken seen)
    {
        var proof = await run.Api.ProveAsync(own.Token, seen.Resource, [], run.Abort).ConfigureAwait(false);
        if (proof.Environment is not null)
        {
            return (proof, IsRefused(proof) ? Attempts : 1);
        }

        var last = 1;
        foreach (var other in run.Options.ProbedAt.Where(known => AccountAddress.MayWorkAt(seen.Resource, known.Id)))
        {
            proof = await run.Api.ProveAsync(own.Token, [], [other], run.Abort).ConfigureAwait(false);
            if (proof.Authenticates)
            {
                return (proof, 1);
            }

            last = !IsRefused(proof) ? last : target.RequireProbe ? Attempts : HastyAttempts;
        }

        return (new SecretProof(SecretProofOutcome.Unproven), last);
    }

    private static bool IsRefused(SecretProof proof) =>
        proof.Outcome is SecretProofOutcome.Refused or SecretProofOutcome.Ended;
}
