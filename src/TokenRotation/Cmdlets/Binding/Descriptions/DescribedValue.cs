using System.Collections;
using System.Globalization;
using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Api.Wire;

namespace TokenRotation.Cmdlets.Binding.Descriptions;

/// <summary>
/// A value as it is written in a CSV file, in JSON or by the serialisation between processes: numbers and dates may be text,
/// lists may be one text, and a date may be an object of its parts.
/// </summary>
internal static class DescribedValue
{
    private static readonly char[] ListMarks = [',', ';', '|', '\r', '\n'];

    /// <summary>A text that is not blank; null for nothing.</summary>
    public static string? Text(object? value) =>
        LanguagePrimitives.ConvertTo<string>(value) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <summary>
    /// Scopes: a list, or one text with marks or spaces between them. A label stays whole, to be answered with its name.
    /// </summary>
    public static string[] Scopes(object? value) => value switch
    {
        null => [],
        PSObject { BaseObject: var inner } when inner is not PSCustomObject => Scopes(inner),
        string text => [.. text.Split(ListMarks).SelectMany(Words)],
        IEnumerable many => [.. many.Cast<object?>().Select(Text).OfType<string>()],
        _ => Text(value) is { } one ? [one] : [],
    };

    /// <summary>True or false; false for nothing.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static bool Flag(object? value) => value switch
    {
        PSObject { BaseObject: bool flag } => flag,
        bool flag => flag,
        _ => Text(value) is { } text && bool.Parse(text),
    };

    /// <summary>A date; null for nothing. A number is milliseconds, and a text without a zone is UTC.</summary>
    /// <exception cref="FormatException">It is no date.</exception>
    public static DateTimeOffset? Date(object? value)
    {
        var inner = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (inner is DateTimeOffset or DateTime)
        {
            return new DtDate(inner);
        }

        if (inner is PSCustomObject && PSObject.AsPSObject(value).Properties["UtcDateTime"]?.Value is { } parts)
        {
            return Date(parts);
        }

        return Text(value) is not { } text ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? WireDate.FromMilliseconds(milliseconds) ?? throw new FormatException()
            : Date(text, CultureInfo.InvariantCulture) ?? Date(text, CultureInfo.CurrentCulture) ?? throw new FormatException();
    }

    private static IEnumerable<string> Words(string part) =>
        string.IsNullOrWhiteSpace(part) ? []
        : ApiScopes.ByLabel(part.Trim()) is not null ? [part.Trim()]
        : part.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static DateTimeOffset? Date(string text, CultureInfo culture) =>
        DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
