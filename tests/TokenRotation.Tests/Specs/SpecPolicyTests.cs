using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Specs;

namespace TokenRotation.Tests.Specs;

public sealed class SpecPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly RotationPolicy Command = new()
    {
        ExpiringWithin = Day,
        MaximumAge = Day * 2,
        LifetimeFraction = 0.3,
        Spread = Day * 4,
        Overlap = Day * 5,
        GracePeriod = Day * 6,
        Lifetime = Day * 7,
        Use = new UseRequirement(Day * 8, null, UnusedAction.Wait),
        Force = true,
    };

    [Fact]
    public void Where_the_file_says_nothing_the_command_decides_by_schedule() =>
        Assert.Equal(Command with { Scheduled = true }, Of(PolicyLayer.Empty));

    [Fact]
    public void What_the_file_says_counts()
    {
        var said = new PolicyLayer
        {
            ExpiringWithin = Day * 11,
            Spread = Day * 14,
            Overlap = Day * 15,
            GracePeriod = Day * 16,
            Lifetime = Day * 17,
            RequireUse = true,
            IdleFor = Day * 18,
            Deadline = Day * 19,
            WhenUnused = UnusedAction.Force,
        };

        Assert.Equal(
            Command with
            {
                Scheduled = true,
                ExpiringWithin = Day * 11,
                MaximumAge = null,
                LifetimeFraction = null,
                Spread = Day * 14,
                Overlap = Day * 15,
                GracePeriod = Day * 16,
                Lifetime = Day * 17,
                Use = new UseRequirement(Day * 18, Day * 19, UnusedAction.Force),
            },
            Of(said));
    }

    [Fact]
    public void Any_schedule_of_the_file_takes_the_place_of_the_commands()
    {
        Assert.Equal((null, Day * 9, null), Schedule(Of(new PolicyLayer { MaximumAge = Day * 9 })));
        Assert.Equal((null, null, 0.5), Schedule(Of(new PolicyLayer { LifetimeFraction = 0.5 })));
    }

    [Fact]
    public void Use_is_required_with_a_day_of_idleness_and_waits_if_nothing_else_is_said() =>
        Assert.Equal(new UseRequirement(Day, null, UnusedAction.Wait), Of(new PolicyLayer { RequireUse = true }).Use);

    [Fact]
    public void The_tokens_own_lifetime_or_expiry_comes_after_the_policys()
    {
        Assert.Equal(Day * 30, Of(PolicyLayer.Empty, new TokenSpec { Name = "t", Scopes = [], Lifetime = Day * 30 }).Lifetime);
        Assert.Equal(Day * 31, Of(PolicyLayer.Empty, new TokenSpec { Name = "t", Scopes = [], ExpirationDate = Now + (Day * 31) }).Lifetime);
        Assert.Equal(Day * 17, Of(new PolicyLayer { Lifetime = Day * 17 }, new TokenSpec { Name = "t", Scopes = [], Lifetime = Day * 30 }).Lifetime);
    }

    [Fact]
    public void A_window_of_the_command_gives_way_to_a_life_of_the_file_with_a_warning()
    {
        var command = new RotationPolicy { ExpiringWithin = Day * 40, Overlap = Day * 100 };

        var resolved = Resolve(new PolicyLayer { Lifetime = Day * 30 }, command);

        Assert.Equal((null, null, RotationPolicy.DefaultLifetimeFraction), Schedule(resolved.Policy));
        Assert.Equal(Day * 20, resolved.Policy.Overlap);
        Assert.Equal([SpecMessages.DueWindowGivesWay("t"), SpecMessages.OverlapGivesWay("t")], resolved.Warnings);
        Assert.Null(resolved.Policy.Conflict());
    }

    [Fact]
    public void Windows_that_fit_stay_as_they_are_without_a_warning()
    {
        var command = new RotationPolicy { ExpiringWithin = Day * 10, Overlap = Day };

        var resolved = Resolve(new PolicyLayer { Lifetime = Day * 30 }, command);

        Assert.Equal((Day * 10, Day), (resolved.Policy.ExpiringWithin!.Value, resolved.Policy.Overlap));
        Assert.Empty(resolved.Warnings);
    }

    private static SpecPolicy Resolve(PolicyLayer said, RotationPolicy command, TokenSpec? token = null) =>
        SpecPolicy.Resolve(new RotationSpec(token ?? new TokenSpec { Name = "t", Scopes = [] }, null, said, RotationSpecStore.Empty, 1), command, Now);

    private static (TimeSpan? ExpiringWithin, TimeSpan? MaximumAge, double? Fraction) Schedule(RotationPolicy policy) =>
        (policy.ExpiringWithin, policy.MaximumAge, policy.LifetimeFraction);

    private static RotationPolicy Of(PolicyLayer said, TokenSpec? token = null) =>
        Resolve(said, Command, token).Policy;
}
