namespace TokenRotation.HelpBuilder.Pages;

/// <summary>A mistake in a page, and where it is.</summary>
/// <param name="File">The page's path.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record PageError(string File, int Line, string Message)
{
    /// <summary>The form in which MSBuild recognises an error with its place.</summary>
    public override string ToString() => $"{File}({Line}): error HELP: {Message}";
}
