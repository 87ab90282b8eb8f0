namespace TokenRotation.Cmdlets.Base;

/// <summary>How much there is to do, and how much of it is done. Safe for concurrent use.</summary>
internal sealed class WorkCount
{
    private long _done;
    private long _total;

    public long Done => Interlocked.Read(ref _done);

    public long Total => Interlocked.Read(ref _total);

    /// <summary>There is so much more to do.</summary>
    public void Add(long count) => Interlocked.Add(ref _total, count);

    /// <summary>One more is done.</summary>
    public void Finish() => Interlocked.Increment(ref _done);
}
