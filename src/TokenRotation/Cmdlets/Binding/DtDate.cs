using System.ComponentModel;
using System.Globalization;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;

namespace TokenRotation;

/// <summary>
/// A date as an admin writes it: a date, <c>now+30d</c>, <c>30d</c> or a TimeSpan, which are counted from now. PowerShell makes
/// it from any of these by itself, in a mock, too.
/// </summary>
[TypeConverter(typeof(Converter))]
public sealed class DtDate : IEquatable<DtDate>
{
    /// <summary>A date that is known.</summary>
    public DtDate(DateTimeOffset value) => Value = value;

    /// <summary>A date as it was written.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public DtDate(object value) => Value = Read(DtDuration.Typed(value)) ?? throw new FormatException(CmdletMessages.NoDate);

    /// <summary>The date.</summary>
    public DateTimeOffset Value { get; }

    /// <summary>The date as .NET has it.</summary>
    public static implicit operator DateTimeOffset(DtDate date) => (date ?? throw new ArgumentNullException(nameof(date))).Value;

    /// <summary>The date as .NET has it; null for none.</summary>
    public static implicit operator DateTimeOffset?(DtDate? date) => date?.Value;

    /// <summary>A date that is known.</summary>
    public static implicit operator DtDate(DateTimeOffset value) => new(value);

    /// <summary>Whether both are the same moment.</summary>
    public static bool operator ==(DtDate? left, DtDate? right) => Equals(left, right);

    /// <summary>Whether they are two moments.</summary>
    public static bool operator !=(DtDate? left, DtDate? right) => !Equals(left, right);

    /// <inheritdoc/>
    public bool Equals(DtDate? other) => Value == other?.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DtDate other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>As a date is written that a computer reads.</summary>
    public override string ToString() => Value.ToString("o", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Read(object? value) => value switch
    {
        DtDate date => date.Value,
        DateTimeOffset date => date,
        DateTime date => new DateTimeOffset(date.ToUniversalTime()),
        string text when text.Contains("-")
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var date) => date,
        _ => DtDuration.Read(value) is { } span ? DateTimeOffset.UtcNow + span : null,
    };

    private sealed class Converter : WrittenValueConverter
    {
        private protected override object Make(object written) => new DtDate(written);
    }
}
