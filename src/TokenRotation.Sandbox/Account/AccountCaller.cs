namespace TokenRotation.Sandbox.Account;

/// <summary>Who has sent a Bearer.</summary>
/// <param name="Id">The ID of the platform token or OAuth client.</param>
/// <param name="Owner">Whom it acts for, by e-mail address.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Resources">Where: the token's resources, or what the access token was asked for; empty for not said.</param>
internal sealed record AccountCaller(
    string Id, string Owner, IReadOnlyList<string> Scopes, IReadOnlyList<string> Resources)
{
    private const string Manage = "platform-token:tokens:manage";
    private const string WriteOwn = "platform-token:tokens:write";

    /// <summary>True for a platform token, which may not call the account.</summary>
    public bool IsPlatformToken { get; init; }

    /// <summary>May see and change all tokens of the account.</summary>
    public bool ManagesAll => Scopes.Contains(Manage);

    /// <summary>May see and change its owner's own tokens at least.</summary>
    public bool Manages => ManagesAll || Scopes.Contains(WriteOwn);

    /// <summary>May read the account's users.</summary>
    public bool ReadsUsers => Scopes.Contains("account-idm-read");

    public bool MayTouch(PlatformToken token) => ManagesAll || token.Owner == Owner;
}
