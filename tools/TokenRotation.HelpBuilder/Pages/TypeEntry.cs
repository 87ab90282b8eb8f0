namespace TokenRotation.HelpBuilder.Pages;

/// <summary>A type that a cmdlet takes from the pipeline or emits; <c>None</c> where there is none.</summary>
internal sealed record TypeEntry(string TypeName, IReadOnlyList<string> Description);
