using TokenRotation.Rotation.Planning;

namespace TokenRotation.Rotation.Platform;

/// <summary>
/// The fence between runners, where a new token is born with a lease: nobody extends it after half of its lease, and nobody
/// collects it before the whole of it is over, by the server's clock. An extension and a collection never meet.
/// </summary>
internal static class PlatformTimes
{
    /// <summary>How long a new token lives unless it is extended: whatever becomes of its run, it ends by itself.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    /// <summary>The same in an account that takes no expiry so near.</summary>
    public static readonly TimeSpan LongLease = TimeSpan.FromDays(1);

    /// <summary>No mark is believed that says more.</summary>
    public static readonly TimeSpan LongestLease = TimeSpan.FromDays(7);

    /// <summary>
    /// So much longer than its lease a token may live without counting as extended: the account is told a date, and the clock
    /// that it was reckoned by is not the account's own.
    /// </summary>
    public static readonly TimeSpan Slack = RotationTimes.Disagreement;

    /// <summary>
    /// The account takes no expiry that is over: what ends at once is made inactive, and expires so much later.
    /// </summary>
    public static readonly TimeSpan SoonestEnd = TimeSpan.FromMinutes(1);

    /// <summary>How long a token lives that never expired, whose successor nobody gave a lifetime.</summary>
    public static readonly TimeSpan LifeForNever = TimeSpan.FromDays(365);

    /// <summary>
    /// How long a token lives from when its end is taken back that never expired before: nobody knows whether an account takes an
    /// expiry away. No end of an overlap is so far.
    /// </summary>
    public static readonly TimeSpan InsteadOfNever = TimeSpan.FromDays(3650);

    /// <summary>No new token lives for less: it could not be told from one that was never extended.</summary>
    public static readonly TimeSpan ShortestLife = TimeSpan.FromTicks(Lease.Ticks * 2);

    /// <summary>Until when after its creation a token of such a lease may be extended.</summary>
    public static TimeSpan ExtensionWindow(TimeSpan lease) => TimeSpan.FromTicks(lease.Ticks / 2);
}
