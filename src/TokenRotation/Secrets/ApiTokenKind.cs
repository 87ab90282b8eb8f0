namespace TokenRotation;

/// <summary>What a token is for, told by its prefix.</summary>
public enum ApiTokenKind
{
    /// <summary>An API token or personal access token, <c>dt0c01</c>: what this module rotates.</summary>
    Classic,

    /// <summary>An API token made before Dynatrace 1.210: no prefix, no dots.</summary>
    OldFormat,

    /// <summary>A platform token, <c>dt0s16</c>: sent as a Bearer, manages classic tokens, and is none.</summary>
    Platform,

    /// <summary>
    /// An OAuth client or one of its tokens: <c>dt0s02</c>, <c>dt0s03</c>, <c>dt0s06</c>, <c>dt0s08</c>, <c>dt0s12</c>.
    /// </summary>
    OAuth,

    /// <summary>An ActiveGate token, <c>dt0g02</c>.</summary>
    ActiveGate,

    /// <summary>Another Dynatrace token: <c>dt0</c>, a letter, two digits.</summary>
    Other,
}
