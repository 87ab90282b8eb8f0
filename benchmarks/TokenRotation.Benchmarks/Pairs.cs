using System.Diagnostics;

namespace TokenRotation.Benchmarks;

/// <summary>
/// Two things measured in turn, A B A B …, so that a machine that slows down slows both. The median of the pairwise ratios
/// is what counts.
/// </summary>
internal static class Pairs
{
    public static async Task<(double MedianRatio, double MedianA, double MedianB)> MeasureAsync(
        int pairs, int warmUp, Func<Task<double>> a, Func<Task<double>> b)
    {
        for (var i = 0; i < warmUp; i++)
        {
            await a();
            await b();
        }

        var measured = new List<(double A, double B)>();
        for (var i = 0; i < pairs; i++)
        {
            measured.Add((await a(), await b()));
        }

        return (Median(measured.Select(pair => pair.A / pair.B)), Median(measured.Select(pair => pair.A)), Median(
            measured.Select(pair => pair.B)));
    }

    /// <summary>Milliseconds that <paramref name="action"/> takes.</summary>
    public static async Task<double> TimeAsync(Func<Task> action)
    {
        var started = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
