namespace TokenRotation.Sandbox.Account;

/// <summary>An OAuth client, <c>dt0s02</c>: it fetches access tokens that last five minutes.</summary>
public sealed record OAuthClient
{
    /// <summary>The client's ID: the first two parts of its secret.</summary>
    public required string Id { get; init; }

    /// <summary>The whole secret.</summary>
    public required string Secret { get; init; }

    /// <summary>The user that it acts for.</summary>
    public required string Owner { get; init; }

    /// <summary>What it may ask for.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The ID, without the secret.</summary>
    public override string ToString() => Id;
}
