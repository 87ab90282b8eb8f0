namespace TokenRotation.Sandbox.Account;

/// <summary>What the token endpoint gives to a client: a Bearer for a short while.</summary>
/// <param name="Text">The Bearer.</param>
/// <param name="Client">Whose it is.</param>
/// <param name="Scopes">What was asked for.</param>
/// <param name="Resource">Where it shall be good; null for not said.</param>
/// <param name="ExpirationDate">When it ends.</param>
internal sealed record AccessToken(
    string Text, OAuthClient Client, IReadOnlyList<string> Scopes, string? Resource, DateTimeOffset ExpirationDate)
{
    /// <summary>The client's ID, without the secret.</summary>
    public override string ToString() => Client.Id;
}
