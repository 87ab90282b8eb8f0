using TokenRotation.Api;

namespace TokenRotation.Cmdlets;

/// <summary>
/// A rotation, as Invoke-DtTokenRotation hands it over: the new token with its secret, and the one that it replaces. The old
/// token is revoked once everything later in the pipeline has taken this object.
/// </summary>
public sealed class DtTokenRotation : DtNewToken
{
    internal DtTokenRotation(DtToken old, TokenSpec spec, CreatedToken created, DateTimeOffset oldRemovableFrom, bool asPlainText)
        : base(old.Environment, spec, created, asPlainText)
    {
        OldId = old.Id;
        OldRemovableFrom = oldRemovableFrom;
    }

    /// <summary>The ID of the token that is replaced.</summary>
    public string OldId { get; }

    /// <summary>From when the replaced token may be deleted (UTC), which Invoke-DtTokenRotation -Cleanup then does.</summary>
    public DateTimeOffset OldRemovableFrom { get; }
}
