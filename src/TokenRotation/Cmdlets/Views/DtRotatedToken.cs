using TokenRotation.Rotation;

namespace TokenRotation;

/// <summary>
/// A new token as Invoke-DtTokenRotation hands it over, with its secret. The old token stays enabled until
/// Complete-DtTokenRotation says that the secret has arrived.
/// </summary>
public sealed class DtRotatedToken : DtNewToken
{
    /// <summary>One without a token behind it: what a mock returns.</summary>
    public DtRotatedToken()
    {
    }

    internal DtRotatedToken(HandedOverToken handed, bool asPlainText)
        : base(handed.Old.Environment, handed.Spec, handed.Created, asPlainText)
    {
        OldId = handed.Old.Id;
        OldRemovableFrom = handed.OldRemovableFrom;
        ProvedBy = handed.ProvedBy;
    }

    /// <summary>The ID of the token that is replaced.</summary>
    public string OldId { get; init; } = string.Empty;

    /// <summary>From when the replaced token may be deleted if it is revoked now (UTC).</summary>
    public DateTimeOffset OldRemovableFrom { get; init; }

    /// <summary>What has shown that a new platform token works; null for a classic one, which authenticates by itself.</summary>
    public DtTokenProof? ProvedBy { get; init; }
}
