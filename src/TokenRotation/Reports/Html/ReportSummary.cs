using TokenRotation.Reports.Findings;
using TokenRotation.Reports.Html.Charts;

namespace TokenRotation.Reports.Html;

/// <summary>The top of the report: totals, the findings in order of harm, and the environments with their time.</summary>
/// <param name="html">Where it is written to.</param>
/// <param name="report">What it sums up.</param>
internal sealed class ReportSummary(HtmlWriter html, Report report)
{
    public void Write()
    {
        Totals();
        if (report.Inventory.Tokens.Count > Report.MaximumRows)
        {
            html.Text("p", $"The table below holds the {Figure.Count(Report.MaximumRows)} tokens with the worst findings of {Figure.Count(report.Inventory.Tokens.Count)}; counts and pictures are of all. Export-DtTokenReport -Csv writes all of them.", "class", "notice");
        }

        html.Element("section", () =>
        {
            html.Text("h2", "Findings", "id", "findings-title");
            Findings();
        }, "id", "findings", "aria-labelledby", "findings-title");
        html.Element("section", () =>
        {
            html.Text("h2", "Environments", "id", "environments-title");
            Environments();
        }, "aria-labelledby", "environments-title");
    }

    private void Totals()
    {
        var tokens = report.Inventory.Tokens;
        html.Element("dl", () =>
        {
            Total("Tokens", tokens.Count, null);
            Total("Enabled", tokens.Count(token => token.Token.Enabled), null);
            Total($"Expire within {report.Options.ExpiringWithin.TotalDays:0.#} days", CountOf(TokenFindingKind.ExpiringSoon), "bad");
            Total("Never expire", tokens.Count(token => token.Token.Enabled && token.Token.ExpirationDate is null), "warn");
            Total("May manage tokens", CountOf(TokenFindingKind.ManagesTokens), "warn");
            Total("Owners", tokens.Select(token => token.Token.Owner).Where(owner => owner is not null).Distinct().Count(), null);
        }, "class", "totals");
    }

    private void Total(string name, int count, string? tone) => html.Element("div", () => html
        .Text("dt", name)
        .Text("dd", Figure.Count(count), "class", count == 0 ? null : tone));

    private void Findings()
    {
        var kinds = report.Findings.GroupBy(finding => finding.Kind).OrderByDescending(kind => FindingTexts.Of(kind.Key).Severity).ThenBy(kind => kind.Key).ToList();
        if (kinds.Count == 0)
        {
            html.Text("p", "None. Every token expires, is used, and has an owner.");
            return;
        }

        html.Element("ol", () =>
        {
            foreach (var kind in kinds)
            {
                html.Element("li", () => Finding(kind.Key, kind.Count()), "class", Tone(FindingTexts.Of(kind.Key).Severity));
            }
        }, "class", "findings");
    }

    private void Finding(TokenFindingKind kind, int count)
    {
        var text = FindingTexts.Of(kind);
        html.Element("h3", () => html
            .Text("span", Figure.Count(count), "class", "count")
            .Write(" " + text.Title + " ")
            .Text("span", text.Severity, "class", "severity"));
        html.Text("p", text.Advice);
        Command(FindingTexts.CommandForAll(kind), text.Title);
        if (text.Help is { } help)
        {
            Command("Get-Help " + help, text.Title, FindingTexts.OccasionOf(help));
        }

        html.Element("p", () => html.Text("a", $"Show {(count == 1 ? "it" : "them")} in the table", "class", "script", "href", "#f=" + kind), "class", "show");
    }

    private void Command(string command, string about, string? occasion = null) => html.Element("p", () =>
    {
        if (occasion is not null)
        {
            html.Text("span", occasion, "class", "occasion");
        }

        html.Text("code", command, "tabindex", "0")
            .Text("button", "Copy", "type", "button", "class", "script copy", "aria-label", $"Copy the command: {about}, {command}");
    }, "class", "command");

    private void Environments()
    {
        var tokens = report.Inventory.Tokens.GroupBy(token => token.Token.Environment).ToDictionary(same => same.Key, same => same.Count());
        var findings = report.Findings.Where(finding => finding.Severity == FindingSeverity.High).GroupBy(finding => finding.Environment).ToDictionary(same => same.Key, same => same.Count());
        html.Element("table", () =>
        {
            html.Element("thead", () => html.Element("tr", () => html
                .Text("th", "Environment", "scope", "col").Text("th", "Tokens", "scope", "col", "class", "number")
                .Text("th", "High findings", "scope", "col", "class", "number").Text("th", "Time there (UTC)", "scope", "col")));
            html.Element("tbody", () =>
            {
                foreach (var environment in report.Inventory.Environments)
                {
                    html.Element("tr", () => html
                        .Text("th", Report.NameOf(environment.Url), "scope", "row")
                        .Text("td", Figure.Count(Of(tokens, environment.Url)), "class", "number")
                        .Text("td", Figure.Count(Of(findings, environment.Url)), "class", "number")
                        .Text("td", ReportPage.Minute(environment.Time) + (environment.IsServerTime ? string.Empty : " by this computer's clock")));
                }
            });
        }, "class", "environments");
    }

    private int CountOf(TokenFindingKind kind) => report.Findings.Count(finding => finding.Kind == kind);

    private static int Of(Dictionary<string, int> counts, string key) => counts.TryGetValue(key, out var count) ? count : 0;

    private static string Tone(FindingSeverity severity) => severity.ToString().ToLowerInvariant();
}
