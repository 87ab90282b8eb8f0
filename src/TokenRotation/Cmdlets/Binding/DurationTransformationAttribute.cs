using System.Globalization;
using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Text;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>
/// Reads a duration as an admin writes it: <c>14d</c>, <c>12h</c>, <c>now+30d</c>, a TimeSpan, or a date, of which the
/// distance from now is taken. A bare number is refused: PowerShell would take it for 100-nanosecond ticks.
/// </summary>
/// <remarks>
/// To PowerShell an unquoted <c>14d</c> is a decimal number, and <c>30s</c> and <c>1y</c> are a short and a signed byte. As an
/// argument such a number still carries the text that was typed, which a conversion to a string brings back.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Read(Typed(inputData)) ?? throw new ArgumentTransformationMetadataException(CmdletMessages.NoDuration);

    /// <summary>What the user wrote: a number as its text, everything else as it is.</summary>
    internal static object Typed(object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is decimal or sbyte or short or int or long or double ? LanguagePrimitives.ConvertTo<string>(inputData) : value;
    }

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
        if (Duration.Read(text) is { } duration)
        {
            return duration;
        }

        return text.Contains("-") && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var date)
            ? Read(date)
            : null;
    }
}
