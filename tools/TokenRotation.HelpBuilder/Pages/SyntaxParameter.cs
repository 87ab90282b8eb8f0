namespace TokenRotation.HelpBuilder.Pages;

/// <summary>A parameter in a line of syntax.</summary>
/// <param name="Name">Without the dash.</param>
/// <param name="IsRequired">False if it stands in brackets.</param>
/// <param name="ValueType">What stands in angle brackets; null for a switch.</param>
internal sealed record SyntaxParameter(string Name, bool IsRequired, string? ValueType);
