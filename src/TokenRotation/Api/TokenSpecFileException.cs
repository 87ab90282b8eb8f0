namespace TokenRotation.Api;

/// <summary>A token spec file cannot be used. The message names the file, the line and the property, and what to change.</summary>
public sealed class TokenSpecFileException(string message, string file, int line, string? property) : FormatException(message)
{
    /// <summary>The file, as its reader called it.</summary>
    public string File { get; } = file;

    /// <summary>The line of the fault, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The property at fault, for example <c>expiresIn.unit</c>; null when it is the file as a whole.</summary>
    public string? Property { get; } = property;
}
