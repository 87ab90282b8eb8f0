using System.Globalization;
using System.Management.Automation;
using TokenRotation.Cmdlets.Base;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Reads a date as an admin writes it: a date, <c>now+30d</c>, <c>30d</c> or a TimeSpan, which are counted from now.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class DateTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = DurationTransformationAttribute.Typed(inputData);
        return value switch
        {
            DateTimeOffset date => date,
            DateTime date => new DateTimeOffset(date.ToUniversalTime()),
            string text when text.Contains("-")
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var date) => date,
            _ => DurationTransformationAttribute.Read(value) is { } span
                ? DateTimeOffset.UtcNow + span
                : throw new ArgumentTransformationMetadataException(CmdletMessages.NoDate),
        };
    }
}
