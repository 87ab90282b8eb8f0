using TokenRotation.Api;

namespace TokenRotation.Rotation.Stamps;

/// <summary>
/// Which time a stamp says. Where the server dates each change itself, its date corrects one that is too early. Where it does
/// not, the stamp is all that anybody will know of the time: then it says none rather than one that nobody vouches for, and the
/// first run that knows the time says it.
/// </summary>
internal static class StampTime
{
    /// <summary>
    /// The server's time; null where no change is dated and no answer has told the time: this machine may have slept for long.
    /// </summary>
    public static DateTimeOffset? Now(ITokenApi api) => Of(api, api.ServerTime);

    /// <summary>
    /// The same, and not before a token's creation: a clock that is behind would date what is done to the token before it.
    /// </summary>
    public static DateTimeOffset? After(ITokenApi api, DtToken token) => Of(api, NotBefore(token, api.ServerTime));

    /// <summary>
    /// The time of a commit mark. What an overlap promises begins when the entry is written, which no server dates: where nobody
    /// tells the time, no clock could say later that it has to begin anew.
    /// </summary>
    public static DateTimeOffset? OfMark(ITokenApi api, DtToken successor, TimeSpan overlap) =>
        overlap > TimeSpan.Zero && !api.ServerTimes.IsKnown ? null : After(api, successor);

    /// <summary>The server's time, as well as it is known, and not before a token's creation.</summary>
    public static DateTimeOffset NotBefore(DtToken token, DateTimeOffset time) =>
        token.CreationDate is { } created && created > time ? created : time;

    private static DateTimeOffset? Of(ITokenApi api, DateTimeOffset time) =>
        api.Capabilities.DatesChanges || api.ServerTimes.IsKnown ? time : null;
}
