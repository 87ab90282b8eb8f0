using TokenRotation.Api.Connecting;
using TokenRotation.Secrets;

namespace TokenRotation.Api.Accounts;

/// <summary>Finds out whether the secret of a platform token is good, of which the account tells nothing.</summary>
internal interface ISecretProof
{
    /// <summary>
    /// Sends the secret to an environment where it shall work, and then the same with one sign changed: only where that one is
    /// refused does the other answer prove anything.
    /// </summary>
    /// <param name="token">The token with its secret.</param>
    /// <param name="resource">Where the token works, as its list entry says.</param>
    /// <param name="others">Environments to ask where the resources name none that can be reached.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<SecretProof> ProveAsync(
        ApiToken token, IEnumerable<string> resource, IEnumerable<EnvironmentUrl> others, CancellationToken cancellationToken);
}
