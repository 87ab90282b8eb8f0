using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using TokenRotation.Messages;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>
/// Reads a duration as an admin writes it: <c>14d</c>, <c>12h</c>, <c>now+30d</c>, a TimeSpan, or a date, of which the
/// distance from now is taken. A bare number is refused: PowerShell would take it for 100-nanosecond ticks.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly Regex Written = new(
        @"\A(?:now\s*[+-]\s*)?(?<count>[0-9]{1,6})\s*(?<unit>[smhdwMy])\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Read(inputData is PSObject wrapped ? Unwrapped(wrapped) : inputData)
        ?? throw new ArgumentTransformationMetadataException(CmdletMessages.NoDuration);

    // PowerShell reads 7d as a decimal, 30s as a short and 1y as a byte; the text that was typed is kept beside the number.
    private static object? Unwrapped(PSObject wrapped) =>
        wrapped.BaseObject is decimal or short or sbyte ? LanguagePrimitives.ConvertTo<string>(wrapped) : wrapped.BaseObject;

    internal static TimeSpan? Read(object? value) => value switch
    {
        TimeSpan span => span,
        DateTime date => (date.ToUniversalTime() - DateTime.UtcNow).Duration(),
        DateTimeOffset date => (date - DateTimeOffset.UtcNow).Duration(),
        string text => ReadText(text.Trim()),
        _ => null,
    };

    private static TimeSpan? ReadText(string text)
    {
        var match = Written.Match(text);
        if (match.Success)
        {
            var count = int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture);
            return match.Groups["unit"].Value switch
            {
                "s" => TimeSpan.FromSeconds(count),
                "m" => TimeSpan.FromMinutes(count),
                "h" => TimeSpan.FromHours(count),
                "d" => TimeSpan.FromDays(count),
                "w" => TimeSpan.FromDays(7.0 * count),
                "M" => TimeSpan.FromDays(30.0 * count),
                _ => TimeSpan.FromDays(365.0 * count),
            };
        }

        if (text.Contains(":") && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span))
        {
            return span;
        }

        return text.Contains("-") && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var date)
            ? Read(date)
            : null;
    }
}
