using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace TokenRotation.Browser.Tests;

/// <summary>A page, and all that it asked for, wrote to the console and threw.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _noise = [];

    public WatchedPage(IPage page)
    {
        Page = page;
        page.Request += (_, request) =>
        {
            if (request.ResourceType != "document" && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                _noise.Enqueue("request: " + request.Url);
            }
        };
        page.Console += (_, message) => _noise.Enqueue("console: " + message.Text);
        page.PageError += (_, error) => _noise.Enqueue("error: " + error);
        page.Dialog += (_, dialog) => _noise.Enqueue("dialog: " + dialog.Message);
        page.Popup += (_, popup) => _noise.Enqueue("popup: " + popup.Url);
    }

    public IPage Page { get; }

    /// <summary>What was asked for beside the file itself, written to the console, or thrown; nothing of it should be.</summary>
    public IEnumerable<string> Noise => _noise;

    public ILocator Rows => Page.Locator("table.tokens tbody tr");

    public Task<string> StatusAsync() => Page.Locator("#status").InnerTextAsync();

    public ValueTask DisposeAsync() => new(Page.Context.CloseAsync());
}
