namespace TokenRotation.Api;

/// <summary>What is known of the server's time: an age is told by the least, a deadline by the greatest that it may be.</summary>
/// <param name="Earliest">It is not earlier than this (UTC).</param>
/// <param name="Latest">It is not later than this (UTC).</param>
/// <param name="IsKnown">False while no answer had a date: both are the clock of this machine.</param>
internal readonly record struct ServerTimes(DateTimeOffset Earliest, DateTimeOffset Latest, bool IsKnown)
{
    /// <summary>A single answer has told it: where that one is wrong, nothing contradicts it.</summary>
    public bool IsOfOneAnswer { get; init; }
}
