using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Checks;

/// <summary>
/// Whether a platform token's secret is good. The account's list knows the ID alone, and an environment the secret alone: only
/// both together tell, and what neither tells is said.
/// </summary>
/// <param name="api">The account.</param>
/// <param name="scopes">What the token must hold.</param>
/// <param name="others">Environments to ask for a token of the whole account.</param>
internal sealed class PlatformTokenTest(ITokenApi api, IReadOnlyList<string> scopes, IReadOnlyList<EnvironmentUrl> others)
{
    private const string Unlisted =
        "The account's list has no such ID: the token is deleted, or of another account, whatever its secret.";

    private const string NoEnvironment =
        "The list has its ID, and nothing shows that the secret is the token's own: no environment of it is known to ask. Run "
        + "Connect-DtEnvironment for one, and the test again.";

    private const string SameForAll =
        "The list has its ID, and nothing shows that the secret is the token's own: what answers there says the same to a secret "
        + "with one sign changed.";

    private const string Works =
        "A platform token that works: an environment lets the secret in, and not one with a sign changed.";

    private const string LacksProbeScope =
        "A platform token that authenticates: the environment names the scope that it lacks to read more, and refuses a "
        + "secret with a sign changed.";

    private const string WorksOn =
        "It is over by the account's list, and an environment still lets it in: that may last five minutes.";

    private const string Over = "It is over: by the account's list it is inactive or has expired.";

    private const string WrongSecret =
        "The list has its ID, and the environment does not know the secret: it is another's, or the token was made a moment ago.";

    private const string Refused403 =
        "The list has it as active, and the environment knows the secret and refuses it without naming a scope: its owner may "
        + "lack the permission, or the token is not for this environment.";

    /// <summary>Asks the list, and then an environment.</summary>
    public async Task<DtTokenTest> AskAsync(ApiToken token, CancellationToken cancellationToken)
    {
        var test = new DtTokenTest { Kind = token.Kind, Id = token.Id, Environment = api.Environment };
        if (await api.FindAsync(token.Id!, cancellationToken).ConfigureAwait(false) is not { } entry)
        {
            return test with { Works = false, Advice = Unlisted };
        }

        var proof = await ((ISecretProof)api)
            .ProveAsync(token, entry.Resource, others, cancellationToken)
            .ConfigureAwait(false);
        var (authenticates, advice) = Judge(proof, IsOver(entry));
        return test with
        {
            Works = authenticates is true ? scopes.All(entry.Scopes.Contains) : authenticates,
            Name = entry.Name,
            Owner = entry.Owner,
            Scopes = entry.Scopes,
            Resource = entry.Resource,
            ExpirationDate = entry.ExpirationDate,
            ProvedAt = proof.Outcome == SecretProofOutcome.Unproven ? null : proof.Environment,
            Advice = advice,
        };
    }

    private static (bool? Authenticates, string Advice) Judge(SecretProof proof, bool isOver) => proof.Outcome switch
    {
        SecretProofOutcome.Works or SecretProofOutcome.LacksScope when isOver => (true, WorksOn),
        SecretProofOutcome.Works => (true, Works),
        SecretProofOutcome.LacksScope => (true, LacksProbeScope),
        SecretProofOutcome.Refused when !isOver => (false, WrongSecret),
        _ when isOver => (false, Over),
        SecretProofOutcome.Ended => (null, Refused403),
        _ when proof.Environment is null => (null, NoEnvironment),
        _ when proof.Reason is { } reason => (null, $"The list has its ID, and the secret is not proved: {reason}"),
        _ => (null, SameForAll),
    };

    // The status of a token that has expired stays active.
    private bool IsOver(DtToken entry) => !entry.Enabled || entry.ExpirationDate <= api.ServerTime;
}
