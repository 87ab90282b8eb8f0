using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Simulation;

namespace TokenRotation.Tests.Rotation.Planning;

public sealed class RotationPolicyTests
{
    private static readonly DateTimeOffset Created = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RotationPolicy Scheduled = new() { Scheduled = true };

    private static readonly DtToken Token = new()
    {
        Id = "dt0c01.OLD",
        Environment = World.Environment,
        CreationDate = Created,
        ExpirationDate = Created.AddDays(90),
    };

    [Fact]
    public void A_token_that_is_named_is_due_at_once() => Assert.Equal(DateTimeOffset.MinValue, new RotationPolicy().DueAt(Token));

    [Fact]
    public void A_schedule_that_says_nothing_takes_two_thirds_of_the_lifetime() => Assert.Equal(Created.AddDays(60), Scheduled.DueAt(Token));

    [Fact]
    public void A_token_without_expiry_is_due_by_its_age_alone()
    {
        var forever = Token with { ExpirationDate = null };

        Assert.Null(Scheduled.DueAt(forever));
        Assert.Null((Scheduled with { ExpiringWithin = TimeSpan.FromDays(14) }).DueAt(forever));
        Assert.Equal(Created.AddDays(30), (Scheduled with { MaximumAge = TimeSpan.FromDays(30) }).DueAt(forever));
        Assert.Null((Scheduled with { MaximumAge = TimeSpan.FromDays(30) }).DueAt(forever with { CreationDate = null }));
    }

    [Fact]
    public void What_is_given_decides_and_the_earliest_date_counts()
    {
        Assert.Equal(Created.AddDays(76), (Scheduled with { ExpiringWithin = TimeSpan.FromDays(14) }).DueAt(Token));
        Assert.Equal(Created.AddDays(80), (Scheduled with { MaximumAge = TimeSpan.FromDays(80) }).DueAt(Token));
        Assert.Equal(Created.AddDays(45), (Scheduled with { LifetimeFraction = 0.5 }).DueAt(Token));
        Assert.Equal(Created.AddDays(45), (Scheduled with { LifetimeFraction = 0.5, ExpiringWithin = TimeSpan.FromDays(14), MaximumAge = TimeSpan.FromDays(50) }).DueAt(Token));
        Assert.Null((Scheduled with { LifetimeFraction = 0.5 }).DueAt(Token with { CreationDate = null }));
    }

    [Fact]
    public void A_fleet_is_spread_by_up_to_the_given_time()
    {
        var policy = Scheduled with { MaximumAge = TimeSpan.FromDays(30), Spread = TimeSpan.FromDays(3) };
        var dues = Fleet(null).Select(token => policy.DueAt(token)!.Value).ToList();

        Assert.All(dues, due => Assert.InRange(due, Created.AddDays(30), Created.AddDays(33)));
        Assert.InRange(dues.Max() - dues.Min(), TimeSpan.FromDays(2), TimeSpan.FromDays(3));
        Assert.Equal(dues, Fleet(null).Select(token => policy.DueAt(token)!.Value));
    }

    [Fact]
    public void Spreading_leaves_half_of_the_time_until_expiry()
    {
        var policy = Scheduled with { MaximumAge = TimeSpan.FromDays(30), Spread = TimeSpan.FromDays(30) };
        var dues = Fleet(Created.AddDays(40)).Select(token => policy.DueAt(token)!.Value).ToList();

        Assert.All(dues, due => Assert.InRange(due, Created.AddDays(30), Created.AddDays(35)));
        Assert.InRange(dues.Max(), Created.AddDays(34), Created.AddDays(35));
    }

    public static TheoryData<string, string?> Contradictions() => new()
    {
        { nameof(RotationMessages.SpreadWithoutSchedule), RotationMessages.SpreadWithoutSchedule },
        { nameof(RotationMessages.SpreadPastExpiry), RotationMessages.SpreadPastExpiry },
        { "FractionOf0", RotationMessages.FractionOutOfRange },
        { "FractionOf1", RotationMessages.FractionOutOfRange },
        { nameof(RotationMessages.DueAgainAtOnce), RotationMessages.DueAgainAtOnce },
        { nameof(RotationMessages.OverlapOutlivesSuccessor), RotationMessages.OverlapOutlivesSuccessor },
        { nameof(RotationMessages.CompromisedWithOverlap), RotationMessages.CompromisedWithOverlap },
        { "CompromisedWithUse", RotationMessages.CompromisedWithOverlap },
        { nameof(RotationMessages.CompromisedWithSchedule), RotationMessages.CompromisedWithSchedule },
        { nameof(RotationMessages.DeadlineMissing), RotationMessages.DeadlineMissing },
        { nameof(RotationMessages.DeadlineBeforeIdle), RotationMessages.DeadlineBeforeIdle },
        { "Nothing", null },
        { "Due when it expires", null },
        { "Everything that fits", null },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void What_contradicts_itself_is_said(string what, string? message) => Assert.Equal(message, PolicyOf(what).Contradiction());

    private static RotationPolicy PolicyOf(string what)
    {
        var day = TimeSpan.FromDays(1);
        var use = new UseRequirement(day, null, UnusedAction.Wait);
        return what switch
        {
            nameof(RotationMessages.SpreadWithoutSchedule) => new() { Spread = day },
            nameof(RotationMessages.SpreadPastExpiry) => Scheduled with { ExpiringWithin = day, Spread = day },
            "FractionOf0" => Scheduled with { LifetimeFraction = 0 },
            "FractionOf1" => Scheduled with { LifetimeFraction = 1 },
            nameof(RotationMessages.DueAgainAtOnce) => Scheduled with { ExpiringWithin = day, Lifetime = day },
            nameof(RotationMessages.OverlapOutlivesSuccessor) => new() { Overlap = day, Lifetime = day },
            nameof(RotationMessages.CompromisedWithOverlap) => new() { Compromised = true, Overlap = day },
            "CompromisedWithUse" => new() { Compromised = true, Use = use },
            nameof(RotationMessages.CompromisedWithSchedule) => Scheduled with { Compromised = true },
            nameof(RotationMessages.DeadlineMissing) => new() { Use = use with { WhenUnused = UnusedAction.Warn } },
            nameof(RotationMessages.DeadlineBeforeIdle) => new() { Use = use with { Deadline = day / 2 } },
            "Nothing" => new(),
            "Due when it expires" => Scheduled with { ExpiringWithin = TimeSpan.Zero },
            _ => Scheduled with
            {
                ExpiringWithin = day * 2,
                Spread = day,
                LifetimeFraction = 0.5,
                Lifetime = day * 3,
                Overlap = day,
                Use = use with { Deadline = day, WhenUnused = UnusedAction.Force },
            },
        };
    }

    private static IEnumerable<DtToken> Fleet(DateTimeOffset? expires) =>
        Enumerable.Range(0, 100).Select(i => Token with { Id = $"dt0c01.TOKEN{i}", ExpirationDate = expires });
}
