using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using TokenRotation.Reports.Html;
using static TokenRotation.Tests.Reports.ReportScene;

namespace TokenRotation.Tests.Reports;

public sealed class ReportPageTests
{
    public static TheoryData<string> HostileNames =>
    [
        "</script><img src=x onerror=alert(1)>", "<!--<script>", "]]>", "\"><svg onload=alert(1)>", "\u2028\u2029", "&lt;b&gt;",
        "🚀 " + new string('W', 97), "a\uD800b\0",
    ];

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void No_name_becomes_markup_or_script(string name)
    {
        var hostile = Sound() with { Name = name, Owner = name, Scopes = [name], LastUsedIpAddress = name };
        var plain = Parse(Html(InventoryOf(Sound())));

        var page = Parse(Html(InventoryOf(hostile)));

        Assert.Equal(plain.QuerySelectorAll("script").Length, page.QuerySelectorAll("script").Length);
        Assert.Empty(page.QuerySelectorAll("img"));
        Assert.DoesNotContain(page.All, element =>
            element.Attributes.Any(attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(HtmlWriter.Shown(name), page.QuerySelector("table.tokens .name")!.TextContent.Trim('-'));
        Assert.DoesNotContain(page.QuerySelector("#data")!.TextContent, c => c is '<' or '>' or '&' or '\u2028' or '\u2029');
    }

    [Fact]
    public void A_name_cannot_turn_the_text_around()
    {
        var page = Parse(Html(InventoryOf(Sound() with { Name = "right \u202Eto\u202C left" })));

        Assert.Equal("right to left", page.QuerySelector("table.tokens .name")!.TextContent);
    }

    [Fact]
    public void The_policy_permits_the_style_and_the_script_by_their_hashes_and_nothing_else()
    {
        var page = Parse(Html(InventoryOf(Sound())));
        var policy = page.QuerySelector("meta[http-equiv='Content-Security-Policy']")!.GetAttribute("content")!;

        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains($"script-src {Hash(page.QuerySelector("script:not([type])")!)};", policy, StringComparison.Ordinal);
        Assert.Contains($"style-src {Hash(page.QuerySelector("style")!)};", policy, StringComparison.Ordinal);
        Assert.DoesNotContain(page.All, element => element.HasAttribute("style"));
    }

    [Fact]
    public void Nothing_in_it_is_fetched()
    {
        var page = Parse(Html(InventoryOf(Sound())));

        Assert.All(page.QuerySelectorAll("[src], [href]"), element =>
            Assert.Matches("^(#|data:,)", element.GetAttribute("href") ?? element.GetAttribute("src")));
    }

    [Fact]
    public void A_finding_that_a_leak_makes_worse_leads_to_the_page_of_an_incident()
    {
        var page = Parse(Html(InventoryOf(Sound() with { Scopes = ["apiTokens.write"] })));

        Assert.Equal(
            ["If it may have leaked:", "Get-Help about_DtRotation_Incident"],
            page.QuerySelector(".findings .command:has(.occasion)")!.Children.Take(2).Select(part => part.TextContent));
        Assert.Contains("Get-Help about_DtRotation_Incident", page.QuerySelector("#data")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_picture_says_its_values_in_words()
    {
        var pictures = Parse(Html(InventoryOf(Sound()))).QuerySelectorAll("figure svg");

        Assert.Equal(6, pictures.Length);
        Assert.All(pictures, picture => Assert.Contains(": ", picture.GetAttribute("aria-label"), StringComparison.Ordinal));
    }

    [Fact]
    public void A_report_of_20_000_tokens_has_at_most_8_MB_and_more_are_pointed_to_the_CSV()
    {
        var tokens = Enumerable.Range(0, Report.MaximumRows + 1).Select(i => Sound($"dt0c01.{i:D24}") with
        {
            Name = $"payments terraform {i}",
            Owner = $"team-{i % 500}@example.com",
            ExpirationDate = null,
            LastUsedDate = null,
            LastUsedIpAddress = $"10.0.{i % 250}.{i % 199}",
        }).ToArray();

        var html = Html(InventoryOf(tokens));

        Assert.InRange(Encoding.UTF8.GetByteCount(html), 1_000_000, 8_000_000);
        var page = Parse(html);
        Assert.Contains("-Csv", page.QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        using var data = JsonDocument.Parse(page.QuerySelector("#data")!.TextContent);
        Assert.Equal(Report.MaximumRows, data.RootElement.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public void The_templates_share_is_at_most_100_KB() => Assert.InRange(Html(InventoryOf()).Length, 10_000, 100_000);

    private static string Hash(IElement element) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(element.TextContent)))}'";

    private static IDocument Parse(string html) => new HtmlParser().ParseDocument(html);
}
