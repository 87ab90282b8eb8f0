namespace TokenRotation;

/// <summary>What an entry of the audit log has to do with a token.</summary>
public enum DtTokenActivityKind
{
    /// <summary>The token did it.</summary>
    Did,

    /// <summary>The token made another token: it does not stop working when the token is revoked.</summary>
    Made,

    /// <summary>It was done to the token.</summary>
    DoneTo,
}
