using TokenRotation.Reports.Findings;
using TokenRotation.Reports.Html.Charts;
using TokenRotation.Reports.Inventories;
using TokenRotation.Secrets;

namespace TokenRotation.Reports.Html;

/// <summary>
/// The table as it stands without script: the tokens with the worst findings. The script puts all of them in their place, and
/// brings the controls to life.
/// </summary>
/// <param name="html">Where it is written to.</param>
/// <param name="report">What it shows.</param>
internal sealed class ReportTable(HtmlWriter html, Report report)
{
    /// <summary>So many rows a reader without script gets.</summary>
    public const int StaticRows = 200;

    private static readonly (string Key, string Title)[] Columns =
    [
        ("name", "Token"), ("environment", "Environment"), ("owner", "Owner"), ("state", "State"), ("expires", "Expires"),
        ("used", "Last used"), ("created", "Created"), ("scopes", "Scopes"), ("findings", "Findings"),
    ];

    public void Write()
    {
        Controls();
        if (report.Rows.Count > StaticRows)
        {
            html.Element("noscript", () => html.Text(
                "p",
                $"Without script this page shows the {StaticRows} tokens with the worst findings. Export-DtTokenReport -Csv "
                    + $"writes all {Figure.Count(report.Inventory.Tokens.Count)}.",
                "class", "notice"));
        }

        html.Element("table", () =>
        {
            html.Text("caption", "Tokens, those with the worst findings first", "class", "hidden");
            html.Element("thead", () => html.Element("tr", Headings, "role", "row"), "role", "rowgroup");
            html.Element("tbody", () =>
            {
                foreach (var row in report.Rows.Take(StaticRows))
                {
                    html.Element("tr", () => Row(row), "role", "row");
                }
            }, "role", "rowgroup");
        }, "class", "tokens", "role", "table", "aria-labelledby", "tokens-title");
        html.Text("p", string.Empty, "id", "printed");
        Pager();
    }

    private void Controls() => html.Element("div", () =>
    {
        html.Element("label", () => html.Text("span", "Search").Empty(
            "input", "type", "search", "id", "query", "autocomplete", "off", "spellcheck", "false",
            "placeholder", "Name, ID, owner, scope"));
        var found = report.Findings.Select(finding => finding.Kind).Distinct();
        Choice(
            "finding", "Finding",
            [("", "All tokens"), ("any", "With a finding"), .. found
                .Select(kind => (kind.ToString(), FindingTexts.Of(kind).Title))]);
        Choice(
            "environment", "Environment",
            [("", "All"), .. report.Inventory.Environments
                .Select(environment => (environment.Url, Report.NameOf(environment.Url)))]);
        if (report.Changes is not null)
        {
            Choice("change", "Since last time", [("", "All"), ("New", "New"), ("Rotated", "Rotated"), ("Changed", "Changed")]);
        }

        Choice("order", "Sort by", [("", "Worst first"), .. Columns.Select(column => (column.Key, column.Title))]);
        html.Text("button", "Copy rows", "type", "button", "id", "copy");
        html.Empty("p", "id", "status", "role", "status");
    }, "class", "script controls", "role", "search", "aria-label", "Tokens");

    private void Choice(string id, string label, IEnumerable<(string Value, string Text)> options) => html.Element("label", () =>
    {
        html.Text("span", label);
        html.Element("select", () =>
        {
            foreach (var (value, text) in options)
            {
                html.Text("option", text, "value", value);
            }
        }, "id", id);
    }, "class", id);

    private void Headings()
    {
        foreach (var (key, title) in Columns)
        {
            html.Text("th", title, "scope", "col", "role", "columnheader", "data-key", key);
        }
    }

    private void Row(InventoryToken item)
    {
        var token = item.Token;
        var now = report.Times[token.Environment];
        var place = ReportPlace.Of(token.Environment);
        var (owner, domain) = OwnerOf(token.Owner);
        html.Element("th", () => html
            .Text("span", ServerText.Shown(token.Name), "class", "name")
            .Text("code", token.Id), "scope", "row", "role", "rowheader");
        Cell("Environment", place.Id, place.Host);
        Cell("Owner", owner, domain);
        State(report.StateOf(item));
        Time("Expires", token.ExpirationDate, now, "never");
        Time("Last used", token.LastUsedDate, now, "never");
        Time("Created", token.CreationDate, now, "–");
        Cell("Scopes", Figure.Count(token.Scopes.Count));
        html.Element("td", () => html.Element("div", () => Badges(item), "class", "badges"), "role", "cell", "data-label",
            "Findings");
    }

    private void State(string state) => html.Element(
        "td", () => html.Text("span", state, "class", "state " + state.ToLowerInvariant().Replace(' ', '-')),
        "role", "cell", "data-label", "State");

    private void Badges(InventoryToken item)
    {
        foreach (var finding in report.FindingsOf[Inventory.Key(item)])
        {
            var tone = finding.Severity.ToString().ToLowerInvariant();
            html.Text("span", FindingTexts.Of(finding.Kind).Title, "class", "badge " + tone, "title", finding.Message);
        }
    }

    private void Time(string label, DateTimeOffset? time, DateTimeOffset now, string none) =>
        Cell(label, time is { } known ? ReportTimes.Day(known) : none, time is { } there ? ReportTimes.Distance(there - now)
            : null);

    private void Cell(string label, string text, string? below = null) => html.Element("td", () =>
    {
        html.Text("span", text, "class", "main");
        if (!string.IsNullOrEmpty(below))
        {
            html.Text("small", below);
        }
    }, "role", "cell", "data-label", label);

    private static (string Name, string? Domain) OwnerOf(string? owner) =>
        owner is null or "" ? ("–", null)
        : owner.LastIndexOf('@') is var at and > 0 ? (owner.Substring(0, at), owner.Substring(at))
        : (owner, null);

    private void Pager() => html.Element("nav", () => html
        .Text("button", "Previous", "type", "button", "id", "previous")
        .Empty("span", "id", "page")
        .Text("button", "Next", "type", "button", "id", "next"), "class", "script pager", "aria-label", "Pages of the table");
}
