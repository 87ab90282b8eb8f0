using TokenRotation.Api;

namespace TokenRotation.Benchmarks;

/// <summary>
/// Listing 100 000 tokens against 10 000, with every token kept: time and memory must grow as the list does, and no faster.
/// </summary>
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
        return new Figure($"list {Tenant.Tokens * Times} tokens against {Tenant.Tokens}, time ({ours:0} ms / {baseline:0} "
            + "ms)", ratio, "x", Budget);
    }

    public static async Task<Figure> MeasureMemoryAsync()
    {
        await using var large = await Tenant.StartAsync(Tenant.Tokens * Times);
        await using var small = await Tenant.StartAsync();
        var (ratio, ours, baseline) = await Benchmarks.Pairs.MeasureAsync(
            Pairs, 1, () => KeptAsync(large), () => KeptAsync(small));
        return new Figure($"list {Tenant.Tokens * Times} tokens against {Tenant.Tokens}, memory kept ({ours:0} MB / {baseline:0} "
            + "MB)", ratio, "x", Budget);
    }

    // Megabytes that are free again once the list is let go: the sandbox, in the same process, comes and goes with its own.
    private static async Task<double> KeptAsync(Tenant tenant)
    {
        var held = await WithListAsync(tenant);

        // The thread that came here still has the finished calls, and with them the list, on its stack.
        await Task.Yield();
        return (held - GC.GetTotalMemory(forceFullCollection: true)) / 1024.0 / 1024.0;
    }

    private static async Task<long> WithListAsync(Tenant tenant)
    {
        var all = await AllAsync(tenant);
        var held = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(all);
        return held;
    }

    private static async Task<List<DtToken>> AllAsync(Tenant tenant)
    {
        var all = new List<DtToken>();
        PageCursor? next = null;
        do
        {
            var page = await tenant.Connection.Api.ListAsync(new TokenQuery(), next, CancellationToken.None);
            all.AddRange(page.Tokens);
            next = page.Next;
        }
        while (next is not null);

        return all;
    }
}
