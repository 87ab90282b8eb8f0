namespace TokenRotation.Cmdlets.Base;

/// <summary>How far a known amount of work is, and how long the rest takes if it goes on at this pace.</summary>
internal readonly record struct ProgressEstimate(long Done, long Total, TimeSpan Elapsed)
{
    private const int Whole = 100;

    /// <summary>0 to 100. More may turn out to be done than there was to do: tokens are made while others are listed.</summary>
    public int Percent => Total <= 0 ? Whole : (int)(Math.Min(Done, Total) * Whole / Total);

    /// <summary>Whole seconds; -1, which PowerShell takes for unknown, before anything is done.</summary>
    public int SecondsRemaining =>
        Done <= 0 ? -1 : (int)Math.Min(int.MaxValue, Math.Ceiling(Elapsed.TotalSeconds / Done * Math.Max(0, Total - Done)));
}
