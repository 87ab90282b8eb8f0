namespace TokenRotation.Api.Connecting;

/// <summary>The token given to connect with is of a kind that the token API does not take.</summary>
public sealed class UnsupportedCredentialException(string message, ApiTokenKind kind) : Exception(message)
{
    /// <summary>What the token is.</summary>
    public ApiTokenKind Kind { get; } = kind;
}
