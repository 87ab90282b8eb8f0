using System.Security.Cryptography;
using System.Text;
using TokenRotation.Rotation.Planning;

namespace TokenRotation.Rotation.Policies;

/// <summary>When a token is due, and how its rotation goes on. All ages are told by the server's clock.</summary>
internal sealed record RotationPolicy
{
    /// <summary>The share of its lifetime after which a token is due where a schedule says nothing else.</summary>
    public const double DefaultLifetimeFraction = 2.0 / 3.0;

    /// <summary>The vendor's recommendation for the wait between revocation and deletion.</summary>
    public static readonly TimeSpan DefaultGracePeriod = TimeSpan.FromDays(7);

    /// <summary>
    /// How long both tokens stay enabled with a store where nobody says otherwise: consumers read an entry later than it is
    /// written.
    /// </summary>
    public static readonly TimeSpan DefaultOverlap = TimeSpan.FromDays(1);

    /// <summary>True where a schedule decides: the members below, or two thirds of the lifetime. False: due at once.</summary>
    public bool Scheduled { get; init; }

    /// <summary>Due so long before expiry.</summary>
    public TimeSpan? ExpiringWithin { get; init; }

    /// <summary>Due so long after creation, expiry or not.</summary>
    public TimeSpan? MaximumAge { get; init; }

    /// <summary>Due after this share of the actual lifetime, between 0 and 1.</summary>
    public double? LifetimeFraction { get; init; }

    /// <summary>
    /// Due times are put off by up to this, each token by an amount of its own: a fleet does not rotate all at once.
    /// </summary>
    public TimeSpan Spread { get; init; }

    /// <summary>How long old and new are both enabled after the commit mark.</summary>
    public TimeSpan Overlap { get; init; }

    /// <summary>Somebody asked for just this overlap. Otherwise the one that a mark notes counts.</summary>
    public bool OverlapIsGiven { get; init; } = true;

    /// <summary>What use must be seen before the old token is revoked; null for none.</summary>
    public UseRequirement? Use { get; init; }

    /// <summary>How long an old token stays revoked before it is deleted.</summary>
    public TimeSpan GracePeriod { get; init; } = DefaultGracePeriod;

    /// <summary>Somebody asked for just this grace period. Otherwise the one that a stamp notes counts.</summary>
    public bool GraceIsGiven { get; init; } = true;

    /// <summary>The successor's lifetime; null for the old token's.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>The old secret has leaked: the old token is revoked before its successor is made.</summary>
    public bool Compromised { get; init; }

    /// <summary>Somebody says that the new secret has arrived where it is used.</summary>
    public bool Arrived { get; init; }

    /// <summary>Tokens that share dashboards, and tokens that no user owns, are rotated too.</summary>
    public bool Force { get; init; }

    /// <summary>When the successor expires, where its life ends at a date (UTC).</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The user says that the entry is a new one, which nobody reads yet.</summary>
    public bool NewEntry { get; init; }

    /// <summary>What was too long for the tokens' life, and is shorter than somebody said.</summary>
    public IReadOnlyList<PolicyConcession> GaveWay { get; init; } = [];

    /// <summary>The same where a store takes the secrets: who says nothing of an overlap has one.</summary>
    public RotationPolicy WithStore() =>
        OverlapIsGiven || Compromised ? this : (this with { Overlap = DefaultOverlap }).FittedTo(Lifetime);

    /// <summary>
    /// The same for tokens of such a life. A window that is as long as the life gives way to two thirds of it: else each new
    /// token would be due at once, or expire before the old one goes.
    /// </summary>
    /// <param name="life">How long they live; null for ever, or for a time that nobody knows.</param>
    public RotationPolicy FittedTo(TimeSpan? life)
    {
        var policy = this;
        if (life <= policy.ExpiringWithin)
        {
            policy = policy with
            {
                ExpiringWithin = null,
                LifetimeFraction = policy.LifetimeFraction ?? DefaultLifetimeFraction,
                GaveWay = [.. policy.GaveWay, PolicyConcession.DueWindow],
            };
        }

        return life is { } known && known <= policy.Overlap
            ? policy with
            {
                Overlap = TimeSpan.FromTicks((long)(known.Ticks * DefaultLifetimeFraction)),
                GaveWay = policy.OverlapIsGiven ? [.. policy.GaveWay, PolicyConcession.Overlap] : policy.GaveWay,
            }
            : policy;
    }

    /// <summary>
    /// The same for the successor of a token: where nobody says how long that one lives, it lives as long as the old one.
    /// </summary>
    public RotationPolicy FittedTo(DtToken? old) => Lifetime is null ? FittedTo(old?.ExpirationDate - old?.CreationDate) : this;

    /// <summary>When the token is due; null for never.</summary>
    public DateTimeOffset? DueAt(DtToken token)
    {
        if (!Scheduled)
        {
            return DateTimeOffset.MinValue;
        }

        if (LivesAsLong(token))
        {
            return token.CreationDate + MaximumAge;
        }

        DateTimeOffset?[] dates =
        [
            token.ExpirationDate - ExpiringWithin,
            token.CreationDate + MaximumAge,
            FractionOf(
                token, LifetimeFraction ?? (ExpiringWithin is null && MaximumAge is null ? DefaultLifetimeFraction : null)),
        ];
        return dates.Min() is { } due ? due + Delay(token, due) : null;
    }

    /// <summary>A successor would expire no later than the token does: only its age can make it due.</summary>
    public bool LivesAsLong(DtToken token) => token.ExpirationDate >= ExpiresAt - RotationTimes.Disagreement;

    private static DateTimeOffset? FractionOf(DtToken token, double? fraction) =>
        fraction is { } share && token is { CreationDate: { } created, ExpirationDate: { } expires }
            ? created + TimeSpan.FromTicks((long)((expires - created).Ticks * share))
            : null;

    // Never more than half of what is left until expiry.
    private TimeSpan Delay(DtToken token, DateTimeOffset due)
    {
        var most = token.ExpirationDate is { } expires && expires > due ? TimeSpan.FromTicks((expires - due).Ticks / 2) : Spread;
        var room = Spread < most ? Spread : most;
        return room <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromTicks((long)(room.Ticks * ShareOf(token.Id)));
    }

    // The same for the same token on every machine.
    private static double ShareOf(string id)
    {
        using var hash = SHA256.Create();
        return BitConverter.ToUInt16(hash.ComputeHash(Encoding.UTF8.GetBytes(id)), 0) / (double)ushort.MaxValue;
    }
}
