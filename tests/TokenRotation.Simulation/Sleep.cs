namespace TokenRotation.Simulation;

/// <summary>
/// When somebody sleeps: a process that is stopped, a lid that is closed, a machine that is suspended. Death is one, too.
/// </summary>
internal sealed class Sleep
{
    /// <summary>He does not wake any more.</summary>
    public bool IsForEver { get; set; }

    /// <summary>When the last one began.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>When it ends, or ended.</summary>
    public DateTimeOffset Until { get; private set; }

    /// <summary>How much of the time has gone by unnoticed.</summary>
    public TimeSpan Slept { get; private set; }

    /// <summary>The same by the clock on the wall, which a suspended machine sets right only later.</summary>
    public TimeSpan OnTheWall { get; private set; }

    /// <param name="now">Its beginning.</param>
    /// <param name="length">How long it lasts.</param>
    /// <param name="setsClock">The clock on the wall goes on, as it does when a process alone stands still.</param>
    public void Begin(DateTimeOffset now, TimeSpan length, bool setsClock)
    {
        (Since, Until) = (now, now + length);
        Slept += length;
        OnTheWall += setsClock ? TimeSpan.Zero : length;
    }
}
