using System.Management.Automation;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>
/// Makes a value from what a user wrote. PowerShell gives the text of an unquoted number, such as <c>14d</c>, to a converter
/// alone: a constructor gets the number, and so does whatever is made for a nullable value type.
/// </summary>
internal abstract class WrittenValueConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => true;

    /// <inheritdoc/>
    public override bool CanConvertFrom(PSObject sourceValue, Type destinationType) => true;

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertFrom(
        object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        Make(sourceValue);

    /// <inheritdoc/>
    public override object ConvertFrom(
        PSObject sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        Make(sourceValue);

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new NotSupportedException();

    /// <exception cref="FormatException">It is none.</exception>
    private protected abstract object Make(object written);
}
