namespace TokenRotation.Specs;

/// <summary>One thing that is wrong in a spec file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The character in the line, from 1.</param>
/// <param name="Property">The path of the property at fault, for example <c>tokens[2].expiresIn.unit</c>; null for the file as
/// a whole.</param>
/// <param name="Message">What is wrong and what to change.</param>
public sealed record SpecFault(int Line, int Column, string? Property, string Message);
