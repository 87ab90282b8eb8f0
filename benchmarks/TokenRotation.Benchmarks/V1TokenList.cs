namespace TokenRotation.Benchmarks;

/// <summary>
/// Listing 10 000 tokens through API v1, which tells names only: one request each, 16 at a time, 50 ms a request. The floor is
/// what the requests themselves take.
/// </summary>
internal static class V1TokenList
{
    private const int InFlight = 16;
    private const double Budget = 1.1;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);

    public static async Task<Figure> MeasureAsync()
    {
        await using var tenant = await Tenant.StartAsync(latency: Latency, version: ApiVersion.V1, concurrency: InFlight);
        var count = 0;
        var took = await Pairs.TimeAsync(async () => count = await tenant.ListAsync());
        var floor = Math.Ceiling((double)count / InFlight) * Latency.TotalMilliseconds;
        return new Figure($"list {count} tokens through API v1 at 50 ms, {InFlight} at a time, against its floor "
            + $"({took / 1000:0.0} s / {floor / 1000:0.0} s)", took / floor, "x", Budget);
    }
}
