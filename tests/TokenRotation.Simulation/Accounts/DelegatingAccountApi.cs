using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation.Accounts;

/// <summary>An account that does what another does, for mutants that change one thing about it.</summary>
internal abstract class DelegatingAccountApi(ITokenApi inner) : DelegatingTokenApi(inner), ISecretProof
{
    private readonly ITokenApi _inner = inner;

    public Task<SecretProof> ProveAsync(
        ApiToken token, IEnumerable<string> resource, IEnumerable<EnvironmentUrl> others, CancellationToken cancellationToken) =>
        ((ISecretProof)_inner).ProveAsync(token, resource, others, cancellationToken);
}
