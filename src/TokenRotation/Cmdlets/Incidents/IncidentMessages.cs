using System.Globalization;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Rotating;
using TokenRotation.Cmdlets.Views;
using TokenRotation.Reports.Findings;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Incidents;

/// <summary>What is said about a leaked token, and about what the audit log cannot know.</summary>
internal static class IncidentMessages
{
    public const string MendLine = "Look at that line: connect the environment that it may belong to, or take it for deleted.";

    /// <summary>What an answer of the log does not tell.</summary>
    public static string Silence(string id, string environment, bool? enabled, DtToken? token) =>
        $"{id} in {environment}: {Switch(enabled)} It keeps 30 days, and calls that ingest data are never in it{Ingest(token)}. "
        + LastUse(token);

    /// <summary>How the answer to a leak has ended.</summary>
    public static string Ending(DtToken old, DateTimeOffset? revoked, IReadOnlyList<string>? made, bool? enabled) =>
        $"{old} has leaked. {Revoked(old, revoked)} {LastUse(old)} {Made(old, made, enabled)}";

    public static string StillEnabled(DtToken old) => $"{old} has leaked, and is still enabled.";

    public static string NotReadBack(string id, TokenApiException failure) =>
        $"{ServerText.Clean(id)} has leaked, and whether it is revoked could not be read back: {failure.Message}";

    public static string RevokeNow(string id) => $"Run Revoke-DtToken -Id {CommandText.Word(id)} now.";

    /// <summary>A secret of the input that no connected environment knows; one environment speaks for itself.</summary>
    public static string NobodysLine(long line, int environments, string said) =>
        Line(line, environments == 1 ? said : $"{said} Of the {Invariant(environments)} connected environments none knows it.");

    /// <summary>What is wrong with a line of the input.</summary>
    public static string Line(long line, string reason) => $"Line {Invariant(line)}: {reason}";

    private static string Switch(bool? enabled) => enabled switch
    {
        true => "the audit log is on.",
        false => "the audit log is off, so that it has nothing of this time: switch it on in the environment's settings, "
            + "Log audit events.",
        _ => "whether the audit log is on is not known (the managing token lacks settings.read); it is off unless somebody has "
            + "switched it on.",
    };

    private static string Ingest(DtToken? token)
    {
        var ingesting = token?.Scopes.Where(scope => scope.EndsWith(".ingest", StringComparison.Ordinal)).ToList() ?? [];
        return ingesting.Count == 0
            ? string.Empty
            : $": this token may ingest ({string.Join(", ", ingesting.Select(ServerText.Shown))}), so silence proves nothing";
    }

    private static string LastUse(DtToken? token) => token switch
    {
        null => "When it was last used is not known: the environment has no such token any more, or the managing token may not "
            + "read it.",
        { LastUsedDate: { } used } => $"Last use: {ViewMessages.Time(used)}, from {Address(token)}.",
        _ => "The environment knows of no use of it.",
    };

    private static string Address(DtToken token) =>
        ServerText.Clean(token.LastUsedIpAddress) ?? "an address that the environment does not tell";

    private static string Revoked(DtToken old, DateTimeOffset? revoked) => (old.Enabled, revoked) switch
    {
        (true, _) => $"It is still enabled: Revoke-DtToken -Id {CommandText.Word(old.Id)}.",
        (false, { } time) => $"It was revoked at {ViewMessages.Time(time)}.",
        _ => "It is revoked; since when is not noted.",
    };

    private static string Made(DtToken old, IReadOnlyList<string>? made, bool? enabled) => made switch
    {
        null => "Whether tokens were made with it is not known: the managing token lacks auditLogs.read, or the log cannot be "
            + $"read. Look at its owner's tokens: {OwnersTokens(old)}",
        { Count: > 0 } =>
            $"{Invariant(made.Count)} token(s) were made with it, and work until they are revoked: {Revoke(old, made)}",
        _ when enabled == true => "The audit log has no token that was made with it in the last 30 days.",
        _ => "The audit log has no token that was made with it, but it may be off. "
            + $"Look at its owner's tokens: {OwnersTokens(old)}",
    };

    // Anybody may choose an owner's name: it is one word of the command, whatever it holds.
    private static string OwnersTokens(DtToken old) =>
        "Find-DtToken" + (old.Owner is { } owner ? " -Owner " + CommandText.Word(owner) : string.Empty)
        + " -Environment " + CommandText.Word(old.Environment);

    private static string Revoke(DtToken old, IReadOnlyList<string> made) => made.Count <= RotationEndings.ShownTokens
        ? $"Revoke-DtToken -Id {string.Join(", ", made.Select(CommandText.Word))} -Environment "
            + $"{CommandText.Word(old.Environment)}"
        : $"Get-DtTokenActivity -Id {CommandText.Word(old.Id)} -Made -Environment {CommandText.Word(old.Environment)}"
            + " | ForEach-Object { Revoke-DtToken -Id $_.EntityId -Environment $_.Environment }";

    private static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);
}
