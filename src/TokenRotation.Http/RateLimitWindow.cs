namespace TokenRotation.Http;

/// <summary>
/// A server's rate limit window as one client knows it: what is left of it, less what is on its way. Immutable.
/// </summary>
internal sealed record RateLimitWindow
{
    // Beyond this, holding back for others would be standing still.
    private const double MostOthers = 3;

    private RateLimitWindow()
    {
    }

    /// <summary>When the window ends, on the gate's own time.</summary>
    public TimeSpan Ends { get; private init; }

    /// <summary>The window that an answer tells of.</summary>
    public static RateLimitWindow Of(RateLimit told, TimeSpan ends) => new() { Told = told, Ends = ends, Own = 1 };

    /// <summary>
    /// Whether one more request fits beside those in flight. The server has counted some of these already, which is not to be
    /// seen from here: all are taken off, together with what others that use the same limit may have in flight. Of the window
    /// after this one nothing is known, but that others may be in it: a single request asks.
    /// </summary>
    public bool HasRoom(int inFlight) =>
        IsOver ? !IsAsked : Told.Remaining - inFlight - Math.Ceiling(Math.Max(inFlight, 1) * Others(inFlight)) > 0;

    /// <summary>This window with one more request on its way.</summary>
    public RateLimitWindow WithRequest() => IsOver ? this with { IsAsked = true } : this;

    /// <summary>What is known after another answer, which may be of this window, of a later one or of an earlier.</summary>
    public RateLimitWindow After(RateLimit told, TimeSpan ends)
    {
        if (told.Reset != Told.Reset || IsOver)
        {
            return told.Reset > Told.Reset ? Of(told, ends) : AfterSilence();
        }

        // Answers overtake one another: the fewest remaining count.
        return this with { Told = told with { Remaining = Math.Min(Told.Remaining, told.Remaining) }, Own = Own + 1 };
    }

    /// <summary>What is known after a request that taught nothing: the server may have counted it.</summary>
    public RateLimitWindow AfterSilence() => IsOver
        ? this with { IsAsked = false }
        : this with { Told = Told with { Remaining = Math.Max(Told.Remaining - 1, 0) }, Own = Own + 1 };

    /// <summary>The window when its time is over.</summary>
    public RateLimitWindow Over() => this with { IsOver = true, IsAsked = false, Ends = TimeSpan.MaxValue };

    private RateLimit Told { get; init; }

    // Requests of this client's that the window was used for.
    private long Own { get; init; }

    // From the window's end to the first answer of the next one.
    private bool IsOver { get; init; }

    private bool IsAsked { get; init; }

    /// <summary>Requests of others for each of our own, as far as this window shows.</summary>
    private double Others(int inFlight)
    {
        var others = (Told.Limit ?? 0) - Told.Remaining - Own - inFlight;
        return others <= 0 ? 0 : Math.Min((double)others / Own, MostOthers);
    }
}
