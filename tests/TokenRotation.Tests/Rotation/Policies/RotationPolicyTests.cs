using TokenRotation.Rotation.Policies;
using TokenRotation.Simulation;

namespace TokenRotation.Tests.Rotation.Policies;

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
    public void A_token_that_is_named_is_due_at_once() =>
        Assert.Equal(DateTimeOffset.MinValue, new RotationPolicy().DueAt(Token));

    [Fact]
    public void A_schedule_that_says_nothing_takes_two_thirds_of_the_lifetime() =>
        Assert.Equal(Created.AddDays(60), Scheduled.DueAt(Token));

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
        Assert.Equal(Created.AddDays(45), (Scheduled with
        {
            LifetimeFraction = 0.5,
            ExpiringWithin = TimeSpan.FromDays(14),
            MaximumAge = TimeSpan.FromDays(50)
        }).DueAt(Token));
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

    [Theory]
    [InlineData(14, 60)]
    [InlineData(90, 60)]
    [InlineData(200, 60)]
    public void A_window_that_is_as_long_as_the_tokens_life_gives_way_to_two_thirds_of_it(int window, int dueAfter)
    {
        var fits = window < 90;
        var policy = (Scheduled with { ExpiringWithin = TimeSpan.FromDays(window) }).FittedTo(Token);

        Assert.Equal(Created.AddDays(fits ? 90 - window : dueAfter), policy.DueAt(Token));
        Assert.Equal(fits ? [] : [PolicyConcession.DueWindow], policy.GaveWay);
    }

    [Fact]
    public void An_overlap_that_is_as_long_as_the_tokens_life_gives_way_to_two_thirds_of_it()
    {
        var policy = new RotationPolicy { Overlap = TimeSpan.FromDays(90) }.FittedTo(Token);

        Assert.Equal(TimeSpan.FromDays(60), policy.Overlap);
        Assert.Equal([PolicyConcession.Overlap], policy.GaveWay);
    }

    [Fact]
    public void The_life_that_counts_is_the_successors()
    {
        var policy = Scheduled with { ExpiringWithin = TimeSpan.FromDays(90), Lifetime = TimeSpan.FromDays(365) };

        Assert.Equal(policy, policy.FittedTo(Token));
        Assert.Equal(Created, policy.DueAt(Token));
    }

    [Fact]
    public void Where_nobody_knows_the_life_nothing_gives_way()
    {
        var policy = Scheduled with { ExpiringWithin = TimeSpan.FromDays(90), Overlap = TimeSpan.FromDays(90) };

        Assert.Equal(policy, policy.FittedTo(Token with { ExpirationDate = null }));
        Assert.Equal(policy, policy.FittedTo(Token with { CreationDate = null }));
        Assert.Equal(policy, policy.FittedTo((DtToken?)null));
    }

    [Fact]
    public void A_token_that_lives_as_long_as_a_new_one_would_is_due_by_its_age_alone()
    {
        var policy = Scheduled with { ExpiringWithin = TimeSpan.FromDays(14), ExpiresAt = Created.AddDays(90) };

        Assert.Null(policy.DueAt(Token));
        Assert.Equal(Created.AddDays(80), (policy with { MaximumAge = TimeSpan.FromDays(80) }).DueAt(Token));
        Assert.Equal(Created.AddDays(46), policy.DueAt(Token with { ExpirationDate = Created.AddDays(60) }));
    }

    private static IEnumerable<DtToken> Fleet(DateTimeOffset? expires) =>
        Enumerable.Range(0, 100).Select(i => Token with { Id = $"dt0c01.TOKEN{i}", ExpirationDate = expires });
}
