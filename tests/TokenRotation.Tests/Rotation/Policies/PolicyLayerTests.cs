using TokenRotation.Rotation;
using TokenRotation.Rotation.Policies;
using TokenRotation.Specs;

namespace TokenRotation.Tests.Rotation.Policies;

public sealed class PolicyLayerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly PolicyLayer Scheduled = new() { IsScheduled = true };

    private static readonly PolicyLayer Command = new()
    {
        ExpiringWithin = Days(5),
        MaximumAge = Days(2),
        LifetimeFraction = 0.3,
        Spread = Days(4),
        Overlap = Days(5),
        GracePeriod = Days(6),
        Lifetime = Days(7),
        RequireUse = true,
        IdleFor = Days(8),
        Force = true,
    };

    private static readonly PolicyLayer One = Policy(1, UnusedAction.Warn, use: true);
    private static readonly PolicyLayer Two = Policy(20, UnusedAction.Force, use: false);

    [Fact]
    public void What_a_token_says_counts_before_what_the_file_says_of_all() => Assert.Equal(One, One.Over(Two));

    [Fact]
    public void What_a_token_leaves_open_the_file_says_of_all() => Assert.Equal(Two, PolicyLayer.Empty.Over(Two));

    [Fact]
    public void What_the_file_leaves_open_a_token_says() => Assert.Equal(One, One.Over(PolicyLayer.Empty));

    [Fact]
    public void A_token_of_the_file_has_its_own_store_before_the_one_of_all()
    {
        var (own, all) = (new RotationSpecStore("Own", "own"), new RotationSpecStore("All", "all"));

        Assert.Equal([own], RotationSpecStore.Over([own], [all]));
        Assert.Equal([all], RotationSpecStore.Over([], [all]));
        Assert.Equal([own], RotationSpecStore.Over([own], []));
    }

    [Fact]
    public void A_name_that_a_token_alone_says_is_an_entry_in_each_store_of_the_file() =>
        Assert.Equal(
            [new RotationSpecStore("A", "own"), new RotationSpecStore("B", "own")],
            RotationSpecStore.Over([new(null, "own")], [new("A", null), new("B", "all")]));

    [Fact]
    public void Where_a_file_says_nothing_the_command_decides_by_schedule() =>
        Assert.Equal(PolicyLayer.Resolve(Now, Command) with { Scheduled = true }, Of(PolicyLayer.Empty));

    [Fact]
    public void What_a_file_says_counts_before_what_the_command_says()
    {
        var said = new PolicyLayer
        {
            ExpiringWithin = Days(15),
            Spread = Days(14),
            Overlap = Days(15),
            GracePeriod = Days(16),
            Lifetime = Days(17),
            RequireUse = true,
            IdleFor = Days(18),
            Deadline = Days(19),
            WhenUnused = UnusedAction.Force,
        };

        Assert.Equal(
            new RotationPolicy
            {
                Scheduled = true,
                ExpiringWithin = Days(15),
                Spread = Days(14),
                Overlap = Days(15),
                GracePeriod = Days(16),
                Lifetime = Days(17),
                Use = new UseRequirement(Days(18), Days(19), UnusedAction.Force),
                Force = true,
            },
            Of(said));
    }

    [Fact]
    public void Any_schedule_of_a_file_takes_the_place_of_the_commands()
    {
        Assert.Equal((null, Days(9), null), Schedule(Of(new PolicyLayer { MaximumAge = Days(9) })));
        Assert.Equal((null, null, 0.5), Schedule(Of(new PolicyLayer { LifetimeFraction = 0.5 })));
    }

    [Fact]
    public void Use_is_required_with_a_day_of_idleness_and_waits_if_nothing_else_is_said() =>
        Assert.Equal(new UseRequirement(Day, null, UnusedAction.Wait), Of(new PolicyLayer { RequireUse = true }).Use);

    [Fact]
    public void What_expires_at_a_date_lives_until_then()
    {
        var policy = Of(new PolicyLayer { ExpiresAt = Now + Days(31) });

        Assert.Equal((Days(31), Now + Days(31)), (policy.Lifetime!.Value, policy.ExpiresAt!.Value));
        Assert.Equal((Days(7), (DateTimeOffset?)null), (Of(PolicyLayer.Empty).Lifetime!.Value, Of(PolicyLayer.Empty).ExpiresAt));
    }

    [Fact]
    public void A_window_of_one_layer_gives_way_to_a_life_of_another()
    {
        var command = new PolicyLayer { ExpiringWithin = Days(40), Overlap = Days(100) };

        var policy = PolicyLayer.Resolve(Now, new PolicyLayer { Lifetime = Days(30) }, command);

        Assert.Equal((null, null, RotationPolicy.DefaultLifetimeFraction), Schedule(policy));
        Assert.Equal(Days(20), policy.Overlap);
        Assert.Equal([PolicyConcession.DueWindow, PolicyConcession.Overlap], policy.GaveWay);
    }

    [Fact]
    public void Windows_that_fit_stay_as_they_are()
    {
        var policy = PolicyLayer.Resolve(
            Now, new PolicyLayer { Lifetime = Days(30) }, new PolicyLayer { ExpiringWithin = Days(10), Overlap = Day });

        Assert.Equal((Days(10), Day), (policy.ExpiringWithin!.Value, policy.Overlap));
        Assert.Empty(policy.GaveWay);
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
        { "A date", null },
        { "Nothing", null },
        { "Due when it expires", null },
        { "Everything that fits", null },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void What_contradicts_itself_is_said(string what, string? message)
    {
        var layer = LayerOf(what);

        Assert.Equal(message, layer.Conflict() is { } conflict ? RotationMessages.Contradicts(conflict) : null);
        if (message is not null)
        {
            Assert.Equal(
                message,
                Assert.Throws<PolicyConflictException>(() => PolicyLayer.Resolve(Now, PolicyLayer.Empty, layer)).Message);
        }
    }

    private static PolicyLayer LayerOf(string what)
    {
        var use = new PolicyLayer { RequireUse = true };
        return what switch
        {
            nameof(RotationMessages.SpreadWithoutSchedule) => new() { Spread = Day },
            nameof(RotationMessages.SpreadPastExpiry) => Scheduled with { ExpiringWithin = Day, Spread = Day },
            "FractionOf0" => Scheduled with { LifetimeFraction = 0 },
            "FractionOf1" => Scheduled with { LifetimeFraction = 1 },
            nameof(RotationMessages.DueAgainAtOnce) => Scheduled with { ExpiringWithin = Day, Lifetime = Day },
            nameof(RotationMessages.OverlapOutlivesSuccessor) => new() { Overlap = Day, Lifetime = Day },
            nameof(RotationMessages.CompromisedWithOverlap) => new() { Compromised = true, Overlap = Day },
            "CompromisedWithUse" => new() { Compromised = true, RequireUse = true },
            nameof(RotationMessages.CompromisedWithSchedule) => Scheduled with { Compromised = true },
            nameof(RotationMessages.DeadlineMissing) => use with { WhenUnused = UnusedAction.Warn },
            nameof(RotationMessages.DeadlineBeforeIdle) => use with { Deadline = TimeSpan.FromHours(12) },
            "A date" => Scheduled with { ExpiringWithin = Days(14), ExpiresAt = Now + Day },
            "Nothing" => new(),
            "Due when it expires" => Scheduled with { ExpiringWithin = TimeSpan.Zero },
            _ => Scheduled with
            {
                ExpiringWithin = Days(2),
                Spread = Day,
                LifetimeFraction = 0.5,
                Lifetime = Days(3),
                Overlap = Day,
                RequireUse = true,
                Deadline = Day,
                WhenUnused = UnusedAction.Force,
            },
        };
    }

    private static TimeSpan Days(int count) => TimeSpan.FromDays(count);

    private static RotationPolicy Of(PolicyLayer said) => PolicyLayer.Resolve(Now, said with { IsScheduled = true }, Command);

    private static (TimeSpan? ExpiringWithin, TimeSpan? MaximumAge, double? Fraction) Schedule(RotationPolicy policy) =>
        (policy.ExpiringWithin, policy.MaximumAge, policy.LifetimeFraction);

    // No two periods are the same.
    private static PolicyLayer Policy(int first, UnusedAction whenUnused, bool use) => new()
    {
        ExpiringWithin = TimeSpan.FromDays(first),
        MaximumAge = TimeSpan.FromDays(first + 1),
        LifetimeFraction = 1.0 / (first + 2),
        Overlap = TimeSpan.FromDays(first + 3),
        GracePeriod = TimeSpan.FromDays(first + 4),
        Lifetime = TimeSpan.FromDays(first + 5),
        RequireUse = use,
        IdleFor = TimeSpan.FromDays(first + 6),
        Deadline = TimeSpan.FromDays(first + 7),
        WhenUnused = whenUnused,
        Spread = TimeSpan.FromDays(first + 8),
    };
}
