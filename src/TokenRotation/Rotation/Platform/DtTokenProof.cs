namespace TokenRotation;

/// <summary>What has shown that a new platform token works.</summary>
public enum DtTokenProof
{
    /// <summary>Its entry in the account's list alone: no environment was in reach that could tell of the secret.</summary>
    List,

    /// <summary>An environment, which lets the secret in and refuses a changed one.</summary>
    Probe,
}
