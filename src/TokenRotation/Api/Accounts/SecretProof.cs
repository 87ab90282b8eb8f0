namespace TokenRotation.Api.Accounts;

/// <summary>What the probe of a platform token's secret has shown, and where.</summary>
/// <param name="Outcome">What it has shown.</param>
/// <param name="Environment">The environment that answered; null where there was none to ask.</param>
/// <param name="Reason">Why nothing was shown, in the words of the failure; null otherwise.</param>
internal sealed record SecretProof(SecretProofOutcome Outcome, string? Environment = null, string? Reason = null)
{
    /// <summary>The secret authenticates.</summary>
    public bool Authenticates => Outcome is SecretProofOutcome.Works or SecretProofOutcome.LacksScope;
}

/// <summary>What a platform token's secret did.</summary>
internal enum SecretProofOutcome
{
    /// <summary>Nothing was shown: no environment is known or reached, or a changed secret got the same answer.</summary>
    Unproven,

    /// <summary>200, and the changed secret was refused.</summary>
    Works,

    /// <summary>403 that names a scope, and the changed secret was refused: it authenticates.</summary>
    LacksScope,

    /// <summary>
    /// 403 without a word of a scope, and the changed secret was refused otherwise: the platform knows the secret, and the token
    /// has expired, is inactive, or may do nothing here.
    /// </summary>
    Ended,

    /// <summary>401: nobody's secret here, or not yet.</summary>
    Refused,
}
