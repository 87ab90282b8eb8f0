using System.Management.Automation;
using System.Management.Automation.Host;

namespace TokenRotation.Cmdlets.Views;

/// <summary>
/// Colours, in the user's own theme: $PSStyle, which Windows PowerShell 5.1 does not have. A host that shows no escape
/// sequences gets none, and neither does a session that asks for plain text.
/// </summary>
internal readonly struct ViewStyle(EngineIntrinsics session)
{
    private readonly PSObject? _style = Of(session);

    public string Bad(string text) => Styled(text, "Formatting", "Error");

    public string Alert(string text) => Styled(text, "Formatting", "Warning");

    public string Unusual(string text) => Styled(text, "Foreground", "Cyan");

    public string Faint(string text) => Styled(text, "Foreground", "BrightBlack");

    private static PSObject? Of(EngineIntrinsics session)
    {
        if (!ShowsColours(session.Host) || session.SessionState.PSVariable.GetValue("PSStyle") is not { } value)
        {
            return null;
        }

        var style = PSObject.AsPSObject(value);
        return $"{style.Properties["OutputRendering"]?.Value}" == "PlainText" ? null : style;
    }

    private static bool ShowsColours(PSHost host) => host.UI is { SupportsVirtualTerminal: true };

    private string Styled(string text, string group, string name) =>
        _style?.Properties[group]?.Value is { } colours
            && PSObject.AsPSObject(colours).Properties[name]?.Value is string { Length: > 0 } colour
            ? $"{colour}{text}{_style.Properties["Reset"]?.Value}"
            : text;
}
