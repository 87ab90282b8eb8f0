using TokenRotation.Api.Connecting;
using TokenRotation.Api.Wire;
using TokenRotation.Secrets;

namespace TokenRotation.Api.Accounts;

/// <summary>
/// Asks an environment, <c>/platform/management/v1/environment</c>, as a platform token. An expired token and a missing scope
/// have the same status, and what stands before an environment may answer anything to everybody: so a changed secret asks, too.
/// </summary>
internal sealed class PlatformProbe(TokenTransport transport)
{
    private const string Path = "/platform/management/v1/environment";

    /// <inheritdoc cref="ISecretProof.ProveAsync"/>
    public async Task<SecretProof> ProveAsync(
        ApiToken token, IEnumerable<EnvironmentUrl> environments, CancellationToken cancellationToken)
    {
        var proof = new SecretProof(SecretProofOutcome.Unproven);
        foreach (var environment in environments.Where(known => known.AppsText is not null).Distinct())
        {
            proof = await ProveAtAsync(token, environment, cancellationToken).ConfigureAwait(false);
            if (proof.Outcome != SecretProofOutcome.Unproven)
            {
                return proof;
            }
        }

        return proof;
    }

    private async Task<SecretProof> ProveAtAsync(
        ApiToken token, EnvironmentUrl environment, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await AskAsync(token, environment, cancellationToken).ConfigureAwait(false);
            if (outcome != SecretProofOutcome.Refused)
            {
                using var changed = Changed(token);
                outcome = await AskAsync(changed, environment, cancellationToken).ConfigureAwait(false)
                    == SecretProofOutcome.Refused ? outcome : SecretProofOutcome.Unproven;
            }

            return new SecretProof(outcome, environment.Text);
        }
        catch (TokenApiException failure)
        {
            return new SecretProof(SecretProofOutcome.Unproven, environment.Text, failure.Message);
        }
    }

    private async Task<SecretProofOutcome> AskAsync(
        ApiToken token, EnvironmentUrl environment, CancellationToken cancellationToken)
    {
        var request = new TokenRequest
        {
            Operation = TokenOperation.Probe,
            Method = HttpMethod.Get,
            Path = Path,
            Credential = token,
            Platform = environment,
        };
        try
        {
            await transport.SendAsync(request, _ => true, cancellationToken).ConfigureAwait(false);
            return SecretProofOutcome.Works;
        }
        catch (ForbiddenException refused)
        {
            return refused.RequiredScopes.Count > 0 ? SecretProofOutcome.LacksScope : SecretProofOutcome.Ended;
        }
        catch (UnauthorizedException)
        {
            return SecretProofOutcome.Refused;
        }
    }

    private static ApiToken Changed(ApiToken token)
    {
        var text = token.Reveal();
        return ApiToken.Received(text.Substring(0, text.Length - 1) + (text[text.Length - 1] == 'A' ? 'B' : 'A'));
    }
}
