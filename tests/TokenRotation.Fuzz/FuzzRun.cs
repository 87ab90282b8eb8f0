using System.Diagnostics;

namespace TokenRotation.Fuzz;

/// <summary>
/// Feeds one target. Beside exceptions it finds what takes too long and what takes too much memory: an input has at most
/// 20 000 characters, so neither a second nor 64 MB is ever right.
/// </summary>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    private const int Looks = 5;

    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(1);
    private const long TooMuch = 64 * 1024 * 1024;

    public List<Finding> Findings { get; } = [];

    public TimeSpan Slowest { get; private set; }

    public long MostAllocated { get; private set; }

    public void Feed(int inputs)
    {
        foreach (var input in target.Seeds)
        {
            Feed(input);
        }

        var mutation = new Mutation(seed);
        for (var i = 0; i < inputs && Findings.Count < 10; i++)
        {
            Feed(mutation.Next(target.Seeds));
        }
    }

    private void Feed(string input)
    {
        var (took, allocated) = Measure(input);

        // A machine may be busy with something else.
        if (took > TooLong && Enumerable.Range(0, Looks).All(_ => Measure(input).Took > TooLong))
        {
            Findings.Add(new Finding(target.Name, input, $"took {took.TotalSeconds:0.0} s"));
        }

        if (allocated > TooMuch)
        {
            Findings.Add(new Finding(target.Name, input, $"allocated {allocated / 1024 / 1024} MB"));
        }

        Slowest = took > Slowest ? took : Slowest;
        MostAllocated = Math.Max(MostAllocated, allocated);
    }

    private (TimeSpan Took, long Allocated) Measure(string input)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        try
        {
            target.Read(input);
        }
        catch (Exception exception)
        {
            Findings.Add(new Finding(target.Name, input, exception.ToString()));
        }

        return (Stopwatch.GetElapsedTime(started), GC.GetAllocatedBytesForCurrentThread() - allocated);
    }
}
