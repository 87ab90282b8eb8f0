using TokenRotation.Reports.Findings;
using TokenRotation.Reports.Html.Charts;

namespace TokenRotation.Reports.Html;

/// <summary>The top of the report: totals, and the findings in order of harm.</summary>
/// <param name="html">Where it is written to.</param>
/// <param name="report">What it sums up.</param>
internal sealed class ReportSummary(HtmlWriter html, Report report)
{
    public void WriteTotals()
    {
        var tokens = report.Inventory.Tokens;
        html.Element("dl", () =>
        {
            Total("Tokens", tokens.Count, null);
            Total("Enabled", tokens.Count(token => token.Token.Enabled), null);
            Total($"Expire within {report.Options.ExpiringWithin.TotalDays:0.#} days", CountOf(TokenFindingKind.ExpiringSoon),
                "bad");
            Total("Never expire", tokens.Count(token => token.Token.Enabled && token.Token.ExpirationDate is null), "warn");
            Total("May manage tokens", CountOf(TokenFindingKind.ManagesTokens), "warn");
            Total("Owners", tokens.Select(token => token.Token.Owner).Where(owner => owner is not null).Distinct().Count(), null);
        }, "class", "totals");
        if (tokens.Count > Report.MaximumRows)
        {
            html.Text(
                "p",
                $"The table below holds the {Figure.Count(Report.MaximumRows)} tokens with the worst findings of "
                    + $"{Figure.Count(tokens.Count)}; counts and pictures are of all. Export-DtTokenReport -Csv writes all.",
                "class", "notice");
        }
    }

    public void WriteFindings()
    {
        var kinds = report.Findings.GroupBy(finding => finding.Kind)
            .OrderByDescending(kind => FindingTexts.Of(kind.Key).Severity)
            .ThenBy(kind => kind.Key)
            .ToList();
        if (kinds.Count == 0)
        {
            html.Text("p", "None. Every token expires, is used, and has an owner.");
            return;
        }

        html.Element("ol", () =>
        {
            foreach (var kind in kinds)
            {
                var text = FindingTexts.Of(kind.Key);
                html.Element("li", () => Finding(kind.Key, text, kind.Count()), "class",
                    text.Severity.ToString().ToLowerInvariant());
            }
        }, "class", "findings");
    }

    private void Total(string name, int count, string? tone) => html.Element("div", () => html
        .Text("dt", name)
        .Text("dd", Figure.Count(count), "class", count == 0 ? null : tone));

    private void Finding(TokenFindingKind kind, FindingText text, int count)
    {
        html.Text("p", Figure.Count(count), "class", "count");
        html.Element("div", () =>
        {
            html.Text("h3", text.Title);
            html.Text("span", text.Severity, "class", "badge " + text.Severity.ToString().ToLowerInvariant());
            html.Text("a", $"Show {(count == 1 ? "it" : "them")} in the table", "class", "script", "href", "#f=" + kind);
        }, "class", "what");
        html.Element("div", () =>
        {
            html.Text("p", text.Advice);
            Command(FindingTexts.CommandForAll(kind), text.Title);
            if (text.Help is { } help)
            {
                Command("Get-Help " + help, text.Title, FindingTexts.OccasionOf(help));
            }
        }, "class", "how");
    }

    private void Command(string command, string about, string? occasion = null) => html.Element("div", () =>
    {
        if (occasion is not null)
        {
            html.Text("span", occasion, "class", "occasion");
        }

        html.Text("code", command)
            .Text("button", "Copy", "type", "button", "class", "script copy", "aria-label",
                $"Copy the command: {about}, {command}");
    }, "class", "command");

    private int CountOf(TokenFindingKind kind) => report.Findings.Count(finding => finding.Kind == kind);
}
