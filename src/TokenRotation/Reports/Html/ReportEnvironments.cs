using TokenRotation.Reports.Html.Charts;
using TokenRotation.Reports.Inventories;

namespace TokenRotation.Reports.Html;

/// <summary>The environments, with what is to be done in each and the time there.</summary>
/// <param name="html">Where they are written to.</param>
/// <param name="report">Whose environments.</param>
internal sealed class ReportEnvironments(HtmlWriter html, Report report)
{
    private static readonly (string Title, TokenFindingKind[] Kinds)[] Counted =
    [
        ("Rotation needs attention", [TokenFindingKind.RotationNeedsAttention]),
        ("Expire soon", [TokenFindingKind.ExpiringSoon]),
        ("Expired", [TokenFindingKind.Expired]),
        ("Never expire", [TokenFindingKind.NeverExpires]),
        ("Unused", [TokenFindingKind.Unused, TokenFindingKind.NeverUsed]),
        ("May manage tokens", [TokenFindingKind.ManagesTokens]),
    ];

    public void Write()
    {
        var tokens = report.Inventory.Tokens.ToLookup(token => token.Token.Environment, StringComparer.Ordinal);
        var findings = report.Findings.ToLookup(finding => (finding.Environment, finding.Kind));
        html.Element("div", () => html.Element("table", () =>
        {
            html.Element("thead", () => html.Element("tr", Headings));
            html.Element("tbody", () =>
            {
                foreach (var environment in report.Inventory.Environments)
                {
                    var counts = Counted.Select(column => column.Kinds.Sum(kind => findings[(environment.Url, kind)].Count()));
                    html.Element("tr", () => Row(environment, tokens[environment.Url].Count(), counts));
                }
            });
        }, "class", "environments"), "class", "wide", "role", "group", "aria-label", "Environments", "tabindex", "0");
    }

    private void Headings()
    {
        html.Text("th", "Environment", "scope", "col").Text("th", "Tokens", "scope", "col", "class", "number");
        foreach (var (title, _) in Counted)
        {
            html.Text("th", title, "scope", "col", "class", "number");
        }

        html.Text("th", "Time there (UTC)", "scope", "col", "class", "number");
    }

    private void Row(InventoryEnvironment environment, int tokens, IEnumerable<int> counts)
    {
        var place = ReportPlace.Of(environment.Url);
        html.Element("th", () => html.Text("span", place.Id, "class", "main").Text("small", place.Host), "scope", "row");
        html.Text("td", Figure.Count(tokens), "class", "number");
        foreach (var count in counts)
        {
            html.Text("td", Figure.Count(count), "class", count == 0 ? "number none" : "number");
        }

        html.Text(
            "td", ReportTimes.Minute(environment.Time) + (environment.IsServerTime ? string.Empty : " by this computer's clock"),
            "class", "number");
    }
}
