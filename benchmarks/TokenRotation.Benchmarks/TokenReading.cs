using System.Text.Json;
using TokenRotation.Sandbox;

namespace TokenRotation.Benchmarks;

/// <summary>
/// 100 000 tokens in pages of 10 000, read by hand (TokenReader, TextPool, WireDate) and by System.Text.Json's generated code
/// with tolerant converters: what decides that they are read by hand.
/// </summary>
internal static class TokenReading
{
    private const int Tokens = 100_000;
    private const int Pairs = 9;
    private const double Budget = 1;

    private const string AllFields =
        "%2BpersonalAccessToken%2C%2BexpirationDate%2C%2BlastUsedDate%2C%2B"
        + "lastUsedIpAddress%2C%2BmodifiedDate%2C%2Bscopes%2C%2BadditionalMetadata";

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var pages = await PagesAsync();
        var (byHand, generated) = (ByHand(pages), Generated(pages));
        if (!byHand.Select(Essence).SequenceEqual(generated.Select(Essence)))
        {
            throw new InvalidOperationException("The two ways do not read the same.");
        }

        var (time, ours, theirs) = await Benchmarks.Pairs.MeasureAsync(
            Pairs, 3, () => Benchmarks.Pairs.TimeAsync(() => Task.FromResult(ByHand(pages))),
            () => Benchmarks.Pairs.TimeAsync(() => Task.FromResult(Generated(pages))));
        var (handAllocated, handKept) = Memory(() => ByHand(pages));
        var (generatedAllocated, generatedKept) = Memory(() => Generated(pages));
        return
        [
            new Figure($"{Tokens} tokens read by hand, against generated code with tolerant converters, time ({ours:0} ms / "
                + $"{theirs:0} ms)", time, "x", Budget),
            new Figure($"the same, memory kept ({handKept:0} MB / {generatedKept:0} MB)", handKept / generatedKept, "x", Budget),
            new Figure($"the same, memory taken on the way ({handAllocated:0} MB / {generatedAllocated:0} "
                + "MB)", handAllocated / generatedAllocated, "x", Budget),
        ];
    }

    private static async Task<List<byte[]>> PagesAsync()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Tokens = Tokens, Seed = 7 }, CancellationToken.None);
        using var http = new HttpClient { BaseAddress = sandbox.Url };
        http.DefaultRequestHeaders.Add("Authorization", "Api-Token " + sandbox.AdminToken);
        var pages = new List<byte[]>();
        string? query = $"fields={AllFields}&pageSize=10000";
        while (query is not null)
        {
            pages.Add(await http.GetByteArrayAsync("api/v2/apiTokens?" + query));
            using var page = JsonDocument.Parse(pages[^1]);
            query = page.RootElement.TryGetProperty("nextPageKey", out var key) && key.GetString() is { } next ? "nextPageKey="
                + Uri.EscapeDataString(next) : null;
        }

        return pages;
    }

    private static List<DtToken> ByHand(List<byte[]> pages) =>
        [.. pages.SelectMany(page => Api.Wire.TokenList.Read(page, "environment").Tokens)];

    private static List<DtToken> Generated(List<byte[]> pages) =>
        [.. pages.SelectMany(page => JsonSerializer.Deserialize(page, TolerantJson.Default.TolerantList)!.ApiTokens.Select(
            token => token.ToToken("environment")))];

    private static string Essence(DtToken token) =>
        string.Join('|', token.Id, token.Name, token.Owner, token.Enabled, token.ExpirationDate, token.ModifiedDate, string.Join(
            ',', token.Scopes));

    private static (double Allocated, double Kept) Memory(Func<List<DtToken>> read)
    {
        const double Megabyte = 1024 * 1024;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var tokens = read();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(tokens);
        return (allocated / Megabyte, kept / Megabyte);
    }
}
