namespace TokenRotation;

/// <summary>What has a token: it decides which API knows it.</summary>
public enum DtTokenKind
{
    /// <summary>An environment: an API token or a personal access token.</summary>
    Classic,

    /// <summary>An account: a platform token, which works as a Bearer in one or all of its environments.</summary>
    Platform,
}
