namespace TokenRotation.Reports.Findings;

/// <summary>What is said of every finding of a kind.</summary>
/// <param name="Title">What it is, as a heading.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Advice">What to do, in a sentence.</param>
/// <param name="Command">The command for one token, with places for its ID and its environment.</param>
/// <param name="Sink">The command that takes all findings of the kind from the pipeline.</param>
/// <param name="Help">The topic that walks through it; null for none.</param>
internal sealed record FindingText(
    string Title, FindingSeverity Severity, string Advice, string Command, string Sink, string? Help = null);
