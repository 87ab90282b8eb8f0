namespace TokenRotation.HelpBuilder.Pages;

/// <summary>An example: a title, code that runs as it stands, and what it does.</summary>
/// <param name="Title">The heading, <c>Example 1: …</c>.</param>
/// <param name="Code">The code.</param>
/// <param name="SetUp">
/// The words after <c>powershell</c> on the code's fence, which readers never see: what must be there before the code runs. The
/// test that runs the examples knows them.
/// </param>
/// <param name="Remarks">What the code does; output is indented.</param>
/// <param name="Line">The line of the code's fence, counted from 1.</param>
internal sealed record Example(
    string Title, string Code, IReadOnlyList<string> SetUp, IReadOnlyList<string> Remarks, int Line);
