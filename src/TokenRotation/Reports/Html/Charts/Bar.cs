namespace TokenRotation.Reports.Html.Charts;

/// <summary>One bar of a chart.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="Count">How many.</param>
/// <param name="Tone">The style sheet's class for its colour.</param>
internal sealed record Bar(string Label, int Count, string Tone = "calm");
