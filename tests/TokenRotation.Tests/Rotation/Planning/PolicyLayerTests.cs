using TokenRotation.Rotation.Planning;
using TokenRotation.Specs;

namespace TokenRotation.Tests.Rotation.Planning;

public sealed class PolicyLayerTests
{
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

        Assert.Equal(own, own.Over(all));
        Assert.Equal(all, RotationSpecStore.Empty.Over(all));
    }

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
