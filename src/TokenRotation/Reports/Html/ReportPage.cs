using System.Text;
using TokenRotation.Reports.Html.Charts;
using TokenRotation.Reports.Inventories;

namespace TokenRotation.Reports.Html;

/// <summary>
/// The report as one HTML file: no network, no third party's script, and nothing that anybody has named can become markup. Its
/// Content-Security-Policy permits the one style sheet and the one script by their hashes.
/// </summary>
internal sealed class ReportPage
{
    private const string Footer =
        "Made by Export-DtTokenReport of the PowerShell module TokenRotation. This file loads nothing and sends nothing; it "
        + "holds no secret.";

    private readonly HtmlWriter _html;
    private readonly Report _report;

    private ReportPage(HtmlWriter html, Report report) => (_html, _report) = (html, report);

    public static void Write(Stream stream, Report report)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        using var html = new HtmlWriter(text);
        new ReportPage(html, report).Write();
    }

    public static string Plural(int count, string noun) => $"{Figure.Count(count)} {noun}{(count == 1 ? string.Empty : "s")}";

    private void Write()
    {
        var style = ReportResource.Style;
        var script = ReportResource.Script;
        _html.Element("html", () =>
        {
            _html.Element("head", () => Head(style, script));
            _html.Element("body", () =>
            {
                _html.Text("a", "Skip to the tokens", "class", "skip", "href", "#tokens");
                _html.Element("header", Top);
                _html.Element("main", Main);
                _html.Element("footer", () => _html.Text("p", Footer));
                _html.Resource("script", TableData.Of(_report), "type", "application/json", "id", "data");
                _html.Resource("script", script.Text);
            });
        }, "lang", "en");
    }

    private void Head(ReportResource style, ReportResource script)
    {
        _html.Empty("meta", "charset", "utf-8");
        _html.Empty(
            "meta", "http-equiv", "Content-Security-Policy", "content",
            $"default-src 'none'; script-src {script.CspSource}; style-src {style.CspSource}; img-src data:; base-uri 'none'; "
                + "form-action 'none'");
        _html.Empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        _html.Empty("meta", "name", "referrer", "content", "no-referrer");
        _html.Empty("meta", "name", "robots", "content", "noindex");
        _html.Text("title", $"API tokens, {ReportTimes.Day(_report.Inventory.Written)}");

        // Without one a browser asks a web server for it.
        _html.Empty("link", "rel", "icon", "href", "data:,");
        _html.Resource("style", style.Text);
    }

    private void Top()
    {
        var inventory = _report.Inventory;
        _html.Element("div", () => _html
            .Text("h1", "API tokens")
            .Text(
                "p",
                $"{Plural(inventory.Tokens.Count, "token")} in {Plural(inventory.Environments.Count, "environment")}, "
                    + $"{ReportTimes.Minute(inventory.Written)}. All times are UTC."));
        _html.Text("button", "Dark", "type", "button", "id", "theme", "class", "script", "aria-pressed", "false");
    }

    private void Main()
    {
        var summary = new ReportSummary(_html, _report);
        summary.WriteTotals();
        Section("findings", "Findings", summary.WriteFindings);
        Section("pictures", "In pictures", () => new ReportPictures(_html, _report).Write());
        Section("environments", "Environments", () => new ReportEnvironments(_html, _report).Write());
        if (_report.Changes is { } changes)
        {
            Section("changes", $"Since {ReportTimes.Minute(changes.Since)}", () => Changes(changes));
        }

        Section("tokens", "Tokens", () => new ReportTable(_html, _report).Write());
    }

    private void Section(string id, string title, Action content) =>
        _html.Element("section", () =>
        {
            _html.Text("h2", title, "id", id + "-title");
            content();
        }, "id", id, "aria-labelledby", id + "-title");

    private void Changes(InventoryChanges changes)
    {
        var kinds = _report.Inventory.Tokens.ToLookup(token => changes.Of(token).Kind);
        string Count(ChangeKind kind) => Figure.Count(kinds[kind].Count());
        _html.Text(
            "p",
            $"{Count(ChangeKind.New)} new, {Count(ChangeKind.Rotated)} rotated, {Count(ChangeKind.Changed)} changed, "
                + $"{Figure.Count(changes.Gone.Count)} gone.");
        if (changes.Gone.Count > 0)
        {
            _html.Element("details", () => Gone(changes.Gone));
        }
    }

    private void Gone(IReadOnlyList<InventoryToken> gone)
    {
        _html.Text("summary", gone.Count == 1 ? "The token that is gone" : $"The {Plural(gone.Count, "token")} that are gone");
        _html.Element("ul", () =>
        {
            foreach (var token in gone.Take(ReportTable.StaticRows).Select(item => item.Token))
            {
                _html.Element("li", () => _html
                    .Text("span", token.Name).Text("code", token.Id).Text("span", Report.NameOf(token.Environment)));
            }
        }, "class", "gone");
        if (gone.Count > ReportTable.StaticRows)
        {
            _html.Text("p", $"The first {ReportTable.StaticRows} are shown; the baseline's file has all.");
        }
    }
}
