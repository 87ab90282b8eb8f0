namespace TokenRotation.HelpBuilder.Pages;

/// <summary>An example: a title, code that runs as it stands, and what it does.</summary>
/// <param name="Title">The heading, <c>Example 1: …</c>.</param>
/// <param name="Code">The code.</param>
/// <param name="Remarks">What the code does; output is indented.</param>
internal sealed record Example(string Title, string Code, IReadOnlyList<string> Remarks);
