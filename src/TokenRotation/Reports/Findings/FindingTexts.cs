using static TokenRotation.FindingSeverity;
using static TokenRotation.TokenFindingKind;

namespace TokenRotation.Reports.Findings;

/// <summary>The words of each kind of finding.</summary>
internal static class FindingTexts
{
    private const string Token = " -Id {id} -Environment {environment}";
    private const string NewOwner = "Rotated, it belongs to the owner of the token that your connection authenticates with.";
    private const string Look = "Find-DtToken" + Token + " | Format-List";
    private const string Recovery = "about_DtRotation_Recovery";
    private const string Incident = "about_DtRotation_Incident";
    private const string LookAtAll = "Find-DtToken | Format-List";

    private static readonly Dictionary<string, string> Occasions = new(StringComparer.Ordinal)
    {
        [Recovery] = "To settle it:",
        [Incident] = "If it may have leaked:",
    };

    private static readonly Dictionary<TokenFindingKind, FindingText> Texts = new()
    {
        [RotationNeedsAttention] = new(
            "Rotation needs attention", High, "See what the rotation has found, and do what it says.",
            "Get-DtTokenRotation" + Token + " | Format-List", "Get-DtTokenRotation | Format-List", Recovery),
        [ExpiringSoon] = new(
            "Expires soon", High, "Rotate it before what uses it stops working.",
            "Invoke-DtTokenRotation" + Token, "Invoke-DtTokenRotation -WhatIf"),
        [Expired] = new(
            "Expired", Medium,
            "If something still needs it, make a new one with the same parameters; the environment removes it a week after its "
                + "end.",
            "Find-DtToken" + Token + " | New-DtToken", LookAtAll),
        [ManagesTokens] = new(
            "May manage tokens", Medium,
            "Whoever has it can make tokens of any scope. Check that it is needed, who keeps it, and that it is rotated.",
            Look, LookAtAll, Incident),
        [NoOwner] = new(
            "No owner", Medium, "Find out who uses it. " + NewOwner,
            "Invoke-DtTokenRotation" + Token, "Invoke-DtTokenRotation -WhatIf", Incident),
        [UnknownOwner] = new(
            "Owner not known", Medium, "Its owner may have left. " + NewOwner,
            "Invoke-DtTokenRotation" + Token, "Invoke-DtTokenRotation -WhatIf", Incident),
        [NeverExpires] = new(
            "Never expires", Medium, "Rotate it into a token that does: an expiry cannot be given to an existing one.",
            "Invoke-DtTokenRotation" + Token + " -Lifetime 90d", "Invoke-DtTokenRotation -Lifetime 90d -WhatIf"),
        [Unused] = new(
            "Unused", Medium, "Revoke it; if something breaks, Restore-DtToken brings it back.",
            "Revoke-DtToken" + Token, "Revoke-DtToken -WhatIf"),
        [NeverUsed] = new(
            "Never used", Medium, "Ask its owner, or revoke it; if something breaks, Restore-DtToken brings it back.",
            "Revoke-DtToken" + Token, "Revoke-DtToken -WhatIf"),
        [ManyScopes] = new(
            "More scopes than most", Low, "See what it really needs, and make one for each use.",
            Look, LookAtAll),
        [RevokedAndDue] = new(
            "Revoked, due for deletion", Low, "Its grace period is over: delete it.",
            "Remove-DtToken" + Token, "Remove-DtToken -WhatIf"),
        [RevokedLongAgo] = new(
            "Revoked long ago", Low, "Nobody noted when it was revoked, and nothing has used it for long: delete it.",
            "Remove-DtToken" + Token + " -Force", "Remove-DtToken -Force -WhatIf"),
        [Automatic] = new(
            "Made by Dynatrace", Note, "Dynatrace looks after it itself: leave it alone.",
            Look, LookAtAll),
        [Sharing] = new(
            "Shares a dashboard or report", Note,
                "Whoever has its link sees what it shares. End the sharing where it was set up.",
            Look, LookAtAll),
    };

    // What can be done to a platform token is more in one thing, its expiry, and less in others.
    private static readonly Dictionary<TokenFindingKind, FindingText> OfPlatformTokens = new()
    {
        [ExpiringSoon] = Texts[ExpiringSoon] with
        {
            Advice = "Rotate it before what uses it stops working; Set-DtToken -ExpirationDate gives it more time.",
        },
        [Expired] = Texts[Expired] with
        {
            Advice = "It counts among the tokens that its owner may have until it is deleted. If something still needs it, make "
                + "another with New-DtToken.",
            Command = "Remove-DtToken" + Token,
        },
        [NeverExpires] = Texts[NeverExpires] with
        {
            Advice = "Give it an expiry.",
            Command = "Set-DtToken" + Token + " -ExpirationDate now+90d",
        },
        [NoOwner] = Texts[NoOwner] with { Advice = "Find out who uses it, and make one for that user.", Command = Look },
        [UnknownOwner] = Texts[UnknownOwner] with
        {
            Advice = "Its owner may have left, and it may do what the owner may. Make one for somebody who has not.",
            Command = Look,
        },
    };

    public static FindingText Of(TokenFindingKind kind) => Texts[kind];

    /// <summary>What is said of a token's finding.</summary>
    public static FindingText Of(TokenFindingKind kind, DtTokenKind tokens) =>
        tokens == DtTokenKind.Platform && OfPlatformTokens.TryGetValue(kind, out var text) ? text : Texts[kind];

    /// <summary>When a kind's help topic is of use.</summary>
    public static string OccasionOf(string help) => Occasions[help];

    /// <summary>The command that does it to all tokens with such a finding, or shows them.</summary>
    public static string CommandForAll(TokenFindingKind kind) =>
        $"Get-DtTokenFinding -Environment * | Where-Object Kind -EQ {kind} | {Of(kind).Sink}";
}
