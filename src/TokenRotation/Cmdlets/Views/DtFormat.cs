using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using System.Management.Automation.Internal;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Views;

/// <summary>
/// What the cells of the module's views show; called by TokenRotation.Format.ps1xml only. It takes what it is given apart by
/// property names, so that objects that come back from a job or another machine are shown in the same way.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DtFormat
{
    /// <summary>
    /// The environment that rows are grouped by; while only one is connected, no output at all, and so no heading.
    /// </summary>
    public static object? Group(PSObject item) =>
        ConnectionTable.OfThisRunspace().Environments.Count > 1 ? Text(item, nameof(DtToken.Environment)) : AutomationNull.Value;

    /// <summary>
    /// A property's text, without what a terminal would obey or nobody may see: anybody who manages tokens may write any
    /// name.
    /// </summary>
    public static string? Text(PSObject item, string property) =>
        ServerText.Clean(Value<string>(item, property));

    /// <summary>What a check is about: a token's name, and its ID on a line of its own.</summary>
    public static string? Subject(PSObject item) =>
        Text(item, nameof(DtRotationCheck.Subject)) is not { } subject ? null
        : subject.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var end
            ? subject.Substring(0, end) + "\n" + subject.Substring(end + 2).TrimEnd(')')
        : subject;

    /// <summary>A dictionary as key=value, one a line, each cleaned like <see cref="Text"/>.</summary>
    public static string? Pairs(PSObject item, string property)
    {
        var pairs = Value<IDictionary>(item, property);
        return pairs is null || pairs.Count == 0
            ? null
            : string.Join("\n", pairs.Keys.Cast<object>().Select(key =>
                $"{new ForeignText(key.ToString())}={new ForeignText(pairs[key]?.ToString())}"));
    }

    /// <summary>A token's state in a word, coloured.</summary>
    public static string State(PSObject token, EngineIntrinsics session)
    {
        var style = new ViewStyle(session);
        return Text(token, nameof(DtMembers.State)) switch
        {
            ViewMessages.Revoked => style.Faint(ViewMessages.Revoked),
            ViewMessages.Expired => style.Bad(ViewMessages.Expired),
            ViewMessages.Due => style.Alert(ViewMessages.Due),
            var other => other ?? string.Empty,
        };
    }

    /// <summary>Where a rotation stands, coloured by how much it wants of an admin.</summary>
    public static string? Standing(PSObject rotation, EngineIntrinsics session)
    {
        var style = new ViewStyle(session);
        return Text(rotation, nameof(DtTokenRotation.State)) switch
        {
            nameof(RotationState.NeedsAttention) => style.Bad(nameof(RotationState.NeedsAttention)),
            nameof(RotationState.Due) => style.Alert(nameof(RotationState.Due)),
            nameof(RotationState.Revoked) => style.Faint(nameof(RotationState.Revoked)),
            var other => other,
        };
    }

    /// <summary>A token's state in a word, and since when it is revoked as far as that is known.</summary>
    public static string StateSince(PSObject token, EngineIntrinsics session) =>
        TokenRevocation.Since(new DtToken
        {
            Id = string.Empty,
            Environment = string.Empty,
            Enabled = Value<bool>(token, nameof(DtToken.Enabled)),
            Name = Value<string>(token, nameof(DtToken.Name)) ?? string.Empty,
            ModifiedDate = DtMembers.Date(token, nameof(DtToken.ModifiedDate)),
            LastUsedDate = DtMembers.Date(token, nameof(DtToken.LastUsedDate)),
        }) is { } revoked
            ? $"{State(token, session)} {ViewMessages.Time(revoked)} ({ViewMessages.Distance(revoked - Now(token))})"
            : State(token, session);

    /// <summary>A time to the minute.</summary>
    public static string? Moment(PSObject item, string property) =>
        DtMembers.Date(item, property) is { } time ? ViewMessages.Time(time) : null;

    /// <summary>A time to the minute, and how far away it is.</summary>
    public static string? Time(PSObject item, string property) =>
        DtMembers.Date(item, property) is { } time
            ? $"{ViewMessages.Time(time)} ({ViewMessages.Distance(time - Now(item))})" : null;

    /// <summary>The day on which a token was last used; never is coloured.</summary>
    public static string? LastUsed(PSObject token, EngineIntrinsics session)
    {
        var day = Text(token, nameof(DtMembers.LastUsed));
        return day == ViewMessages.Never ? new ViewStyle(session).Unusual(day) : day;
    }

    /// <summary>Scopes, with what they allow, a line each.</summary>
    public static string ScopeLines(PSObject item, string property) =>
        string.Join("\n", Names(item, property).Select(scope => ViewMessages.Labelled(scope, ApiScopes.LabelOf(scope))));

    private static DateTimeOffset Now(PSObject item) => DtMembers.Now(item);

    private static List<string> Names(PSObject item, string property) =>
    [
        .. (Value<IEnumerable>(item, property) ?? Array.Empty<string>()).Cast<object>()
            .Select(name => ServerText.Clean(name.ToString()) ?? string.Empty),
    ];

    private static T? Value<T>(PSObject? item, string property) => DtMembers.Value<T>(item, property);
}
