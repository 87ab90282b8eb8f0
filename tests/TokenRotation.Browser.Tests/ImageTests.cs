using Microsoft.Playwright;
using TokenRotation.Module.Tests;

namespace TokenRotation.Browser.Tests;

/// <summary>
/// The README's pictures of a report, into <c>artifacts/report</c>; with the environment variable <c>REPORT_IMAGES</c>, into
/// the folder that it names.
/// </summary>
public sealed class ImageTests(FleetReport report, Browser browser) : IClassFixture<FleetReport>, IClassFixture<Browser>
{
    private static string Folder =>
        Environment.GetEnvironmentVariable("REPORT_IMAGES") is { Length: > 0 } folder
            ? Path.GetFullPath(folder, BuiltFiles.RepositoryRoot)
            : Path.Combine(BuiltFiles.RepositoryRoot, "artifacts", "report");

    [Theory]
    [InlineData("report-light", 1280, 900, ColorScheme.Light, "")]
    [InlineData("report-dark", 1280, 900, ColorScheme.Dark, "#pictures")]
    [InlineData("report-tokens", 1280, 900, ColorScheme.Light, "#tokens")]
    [InlineData("report-phone", 390, 844, ColorScheme.Dark, "#tokens")]
    public async Task It_has_its_picture_taken(string name, int width, int height, ColorScheme scheme, string part)
    {
        await using var page = await browser.OpenAsync(report.Path, width, scheme);
        await page.Page.SetViewportSizeAsync(width, height);
        if (part.Length > 0)
        {
            await page.Page.EvaluateAsync("part => document.querySelector(part).scrollIntoView()", part);
        }

        var path = Path.Combine(Directory.CreateDirectory(Folder).FullName, name + ".png");
        await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = path });

        Assert.InRange(new FileInfo(path).Length, 20_000, 400_000);
        Assert.Empty(page.Noise);
    }
}
