using System.Globalization;
using System.Text.Json;

namespace TokenRotation.Specs;

/// <summary>A value in a spec file, and where it stands.</summary>
/// <param name="Kind">The token that it begins with.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="Text">A text's characters, or a number's digits; empty for anything else.</param>
/// <param name="Members">An object's properties as they are written, duplicates included; empty for anything else.</param>
/// <param name="Items">An array's values; empty for anything else.</param>
internal sealed record SpecNode(
    JsonTokenType Kind, int Offset, string Text, IReadOnlyList<SpecMember> Members, IReadOnlyList<SpecNode> Items)
{
    /// <summary>The text; null when this is no text.</summary>
    public string? AsText => Kind == JsonTokenType.String ? Text : null;

    /// <summary>The whole number; null when this is none, or one beyond 64 bits.</summary>
    public long? AsWholeNumber =>
        Kind == JsonTokenType.Number
            && long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>The number; null when this is none.</summary>
    public double? AsNumber =>
        Kind == JsonTokenType.Number && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>True or false; null when this is neither.</summary>
    public bool? AsBoolean => Kind switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => null,
    };
}

/// <summary>A property in a spec file.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Offset">The first byte of the name.</param>
/// <param name="Value">Its value.</param>
internal sealed record SpecMember(string Name, int Offset, SpecNode Value);
