namespace TokenRotation.Sandbox.Account;

/// <summary>A token as it was at each time: lists and users of a token may still see what was before a change.</summary>
internal sealed class PlatformTokenHistory
{
    private readonly List<(DateTimeOffset At, PlatformToken? Token)> _versions;

    public PlatformTokenHistory(PlatformToken token, DateTimeOffset since) => _versions = [(since, token)];

    /// <summary>The token as it was made.</summary>
    public PlatformToken First => _versions[0].Token!;

    /// <summary>The token as it is; null once deleted.</summary>
    public PlatformToken? Latest => _versions[^1].Token;

    /// <summary>Its last use; null for never.</summary>
    public TokenUse? Use { get; set; }

    /// <summary>From when on there is a token.</summary>
    public DateTimeOffset Since => _versions[0].At;

    public void Become(PlatformToken? token, DateTimeOffset now) => _versions.Add((now, token));

    /// <summary>The token as it was at a time; null before it was made and once deleted.</summary>
    public PlatformToken? At(DateTimeOffset time) => _versions.LastOrDefault(version => version.At <= time).Token;

    /// <summary>What its users feel of it: its first version, until a later one has arrived.</summary>
    public PlatformToken? FeltAt(DateTimeOffset time) => Since > time ? First : At(time);
}
