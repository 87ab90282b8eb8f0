using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Text;

namespace TokenRotation;

/// <summary>
/// A duration as an admin writes it: <c>14d</c>, <c>12h</c>, <c>now+30d</c>, a TimeSpan, or a date, of which the distance from
/// now is taken. PowerShell makes it from any of these by itself, wherever a parameter has this type: in a mock, too, which
/// copies the types of parameters and nothing else of them. A bare number is refused: it has no unit.
/// </summary>
/// <remarks>
/// To PowerShell an unquoted <c>14d</c> is a decimal number, and <c>30s</c> and <c>1y</c> are a short and a signed byte. As an
/// argument such a number still carries the text that was typed, which a conversion to a string brings back.
/// </remarks>
[TypeConverter(typeof(Converter))]
public sealed class DtDuration : IEquatable<DtDuration>
{
    /// <summary>A duration that is known.</summary>
    public DtDuration(TimeSpan value) => Value = value;

    /// <summary>A duration as it was written.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public DtDuration(object value) => Value = Read(Typed(value)) ?? throw new FormatException(CmdletMessages.NoDuration);

    /// <summary>The duration.</summary>
    public TimeSpan Value { get; }

    /// <summary>The duration as .NET has it.</summary>
    public static implicit operator TimeSpan(DtDuration duration) =>
        (duration ?? throw new ArgumentNullException(nameof(duration))).Value;

    /// <summary>The duration as .NET has it; null for none.</summary>
    public static implicit operator TimeSpan?(DtDuration? duration) => duration?.Value;

    /// <summary>A duration that is known.</summary>
    public static implicit operator DtDuration(TimeSpan value) => new(value);

    /// <summary>Whether both are equally long.</summary>
    public static bool operator ==(DtDuration? left, DtDuration? right) => Equals(left, right);

    /// <summary>Whether one is longer than the other.</summary>
    public static bool operator !=(DtDuration? left, DtDuration? right) => !Equals(left, right);

    /// <inheritdoc/>
    public bool Equals(DtDuration? other) => Value == other?.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DtDuration other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>As a TimeSpan is written.</summary>
    public override string ToString() => Value.ToString();

    /// <summary>What the user wrote: a number as its text, everything else as it is.</summary>
    internal static object Typed(object value)
    {
        var inner = value is PSObject wrapped ? wrapped.BaseObject : value;
        return inner is decimal or sbyte or short or int or long or double ? LanguagePrimitives.ConvertTo<string>(value) : inner;
    }

    internal static TimeSpan? Read(object? value) => value switch
    {
        TimeSpan span => span,
        DtDuration duration => duration.Value,
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

        return text.Contains("-")
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var date)
            ? Read(date)
            : null;
    }

    private sealed class Converter : WrittenValueConverter
    {
        private protected override object Make(object written) => new DtDuration(written);
    }
}
