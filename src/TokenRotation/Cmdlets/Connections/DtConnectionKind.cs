namespace TokenRotation;

/// <summary>What a session is connected to.</summary>
public enum DtConnectionKind
{
    /// <summary>An environment, with classic tokens.</summary>
    Environment,

    /// <summary>An account, with platform tokens.</summary>
    Account,
}
