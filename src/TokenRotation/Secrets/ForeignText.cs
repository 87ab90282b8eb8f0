namespace TokenRotation.Secrets;

/// <summary>
/// Text from outside, such as a name, an owner or an address, on its way into a sentence: what a terminal would obey and whole
/// tokens are left out as soon as it is written. Messages take it instead of a string, so that none can forget to clean.
/// </summary>
internal readonly record struct ForeignText(string? Raw)
{
    public static implicit operator ForeignText(string? text) => new(text);

    /// <inheritdoc/>
    public override string ToString() => ServerText.Shown(Raw);
}
