using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using TokenRotation.Module.Tests;

namespace TokenRotation.Browser.Tests;

/// <summary>The report of a fleet, as people use it.</summary>
public sealed class ReportTests(FleetReport report, Browser browser) : IClassFixture<FleetReport>, IClassFixture<Browser>
{
    public static TheoryData<int, ColorScheme> Looks => new()
    {
        { 1280, ColorScheme.Light }, { 1280, ColorScheme.Dark }, { 390, ColorScheme.Light }, { 390, ColorScheme.Dark },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task It_breaks_no_rule_of_accessibility_fits_the_width_and_makes_no_noise(int width, ColorScheme scheme)
    {
        await using var page = await browser.OpenAsync(report.Path, width, scheme);
        await page.Rows.First.Locator("button.name").ClickAsync();

        var result = await page.Page.RunAxe();

        Assert.Empty(result.Violations.Select(Said));
        Assert.Equal(width, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(page.Noise);
        await SaveAsync(page.Page, $"{width}-{scheme}");
    }

    [Fact]
    public async Task All_tokens_of_all_environments_are_there()
    {
        await using var page = await browser.OpenAsync(report.Path, 1280);

        var total = await page.Page.EvaluateAsync<int>("JSON.parse(document.getElementById('data').textContent).rows.length");

        Assert.InRange(total, FleetReport.Tokens, FleetReport.Tokens + 50);
        Assert.Equal(FleetReport.Environments, await page.Page.Locator("table.environments tbody tr").CountAsync());
        Assert.Equal(50, await page.Rows.CountAsync());
    }

    [Fact]
    public async Task It_sorts_filters_and_remembers_it_in_the_address()
    {
        await using var page = await browser.OpenAsync(report.Path, 1280);

        await page.Page.Locator("[data-key=name] button").ClickAsync();
        await page.Page.Locator("[data-key=name] button").ClickAsync();
        await page.Page.Locator("#query").FillAsync("payments PAAS");
        await page.Page.Locator("#finding").SelectOptionAsync("NeverExpires");
        await Assertions.Expect(page.Page).ToHaveURLAsync(new Regex("q=payments"));

        var names = await page.Page.Locator("table.tokens .name").AllInnerTextsAsync();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains("payments PaaS", name, StringComparison.Ordinal));
        Assert.Equal(names.OrderByDescending(name => name, StringComparer.Ordinal), names);
        Assert.Equal("descending", await page.Page.Locator("[data-key=name]").GetAttributeAsync("aria-sort"));

        await using var again = await browser.OpenAsync(report.Path, 1280, hash: new Uri(page.Page.Url).Fragment);
        Assert.Equal(names, await again.Page.Locator("table.tokens .name").AllInnerTextsAsync());
        Assert.Equal("payments PAAS", await again.Page.Locator("#query").InputValueAsync());
        Assert.Empty(page.Noise.Concat(again.Noise));
    }

    [Fact]
    public async Task A_finding_leads_to_its_tokens()
    {
        await using var page = await browser.OpenAsync(report.Path, 1280);

        await page.Page.Locator(".findings a[href='#f=RotationNeedsAttention']").ClickAsync();

        Assert.StartsWith("1 of ", await page.StatusAsync(), StringComparison.Ordinal);
        await page.Rows.First.Locator("button.name").ClickAsync();
        Assert.Contains("does not exist", await page.Page.Locator(".detail").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_theme_can_be_switched_and_stays_in_the_address()
    {
        await using var page = await browser.OpenAsync(report.Path, 1280);
        var light = await GroundAsync(page.Page);

        await page.Page.Locator("#theme").ClickAsync();

        Assert.NotEqual(light, await GroundAsync(page.Page));
        Assert.Equal("true", await page.Page.Locator("#theme").GetAttributeAsync("aria-pressed"));
        Assert.Contains("t=dark", page.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_prints()
    {
        await using var page = await browser.OpenAsync(report.Path, 1280);

        var pdf = await page.Page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true });

        Assert.InRange(pdf.Length, 50_000, 20_000_000);
        Assert.Equal("%PDF"u8.ToArray(), pdf[..4]);
        await File.WriteAllBytesAsync(Path.Combine(BuiltFiles.RepositoryRoot, "artifacts", "report", "tokens.pdf"), pdf);
        Assert.Empty(page.Noise);
    }

    [Fact]
    public async Task A_hostile_name_does_nothing_and_is_shown_as_it_is()
    {
        await using var page = await browser.OpenAsync(report.Path, 1280);
        var title = await page.Page.TitleAsync();

        await page.Page.Locator("#query").FillAsync("onerror");
        await Assertions.Expect(page.Page).ToHaveURLAsync(new Regex("q=onerror"));
        await page.Rows.First.Locator("button.name").ClickAsync();

        Assert.Equal(FleetReport.HostileName, await page.Rows.First.Locator(".name").InnerTextAsync());
        Assert.Equal(0, await page.Page.Locator("img").CountAsync());
        Assert.Equal(title, await page.Page.TitleAsync());
        Assert.Empty(page.Noise);
    }

    [Fact]
    public async Task The_policy_stops_script_that_is_not_the_reports_own()
    {
        await using var page = await browser.OpenAsync(report.Path, 1280);

        await page.Page.EvaluateAsync(
            """
            () => {
              const script = document.createElement("script");
              script.textContent = "document.title = 1";
              document.body.append(script);
            }
            """);

        Assert.NotEqual("1", await page.Page.TitleAsync());
        Assert.Contains(page.Noise, line => line.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Without_script_it_reads_well(int width)
    {
        await using var page = await browser.OpenAsync(report.Path, width, script: false);

        Assert.True(await page.Page.Locator("svg").First.IsVisibleAsync());
        Assert.True(await page.Rows.First.IsVisibleAsync());
        Assert.False(await page.Page.Locator("#query").IsVisibleAsync());
        Assert.Contains("Without script", await page.Page.Locator("#tokens").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_copied_without_a_formula()
    {
        await using var page = await browser.OpenAsync(report.Path, 1280, hash: "#q=HYPERLINK");
        await page.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);

        await page.Page.Locator("#copy").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#status")).ToContainTextAsync("Copied");

        var copied = await page.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Contains("\n'=HYPERLINK", copied.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static Task<string> GroundAsync(IPage page) =>
        page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static string Said(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}";

    private static async Task SaveAsync(IPage page, string name)
    {
        var folder = Path.Combine(BuiltFiles.RepositoryRoot, "artifacts", "report");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}
