using TokenRotation.Api;

namespace TokenRotation.Benchmarks;

/// <summary>Listing 100 000 tokens against 10 000, with every token kept: time and memory must grow as the list does, and no faster.</summary>
internal static class LargeTokenList
{
    private const int Times = 10;
    private const int Pairs = 5;
    private const double Budget = Times * 1.2;

    public static async Task<Figure> MeasureTimeAsync()
    {
        await using var large = await Tenant.StartAsync(Tenant.Tokens * Times);
        await using var small = await Tenant.StartAsync();
        var (ratio, ours, baseline) = await Benchmarks.Pairs.MeasureAsync(
            Pairs, 2, () => Benchmarks.Pairs.TimeAsync(large.ListAsync), () => Benchmarks.Pairs.TimeAsync(small.ListAsync));
        return new Figure($"list {Tenant.Tokens * Times} tokens against {Tenant.Tokens}, time ({ours:0} ms / {baseline:0} ms)", ratio, "x", Budget);
    }

    public static async Task<Figure> MeasureMemoryAsync()
    {
        await using var large = await Tenant.StartAsync(Tenant.Tokens * Times);
        await using var small = await Tenant.StartAsync();
        var (ratio, ours, baseline) = await Benchmarks.Pairs.MeasureAsync(Pairs, 1, () => KeptAsync(large), () => KeptAsync(small));
        return new Figure($"list {Tenant.Tokens * Times} tokens against {Tenant.Tokens}, memory kept ({ours:0} MB / {baseline:0} MB)", ratio, "x", Budget);
    }

    // Megabytes that the whole list holds.
    private static async Task<double> KeptAsync(Tenant tenant)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var all = new List<DtToken>();
        PageCursor? next = null;
        do
        {
            var page = await tenant.Connection.Api.ListAsync(new TokenQuery(), next, CancellationToken.None);
            all.AddRange(page.Tokens);
            next = page.Next;
        }
        while (next is not null);

        var kept = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / 1024.0;
        GC.KeepAlive(all);
        return kept;
    }
}
