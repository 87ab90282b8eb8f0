using Microsoft.Extensions.Time.Testing;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Tests;

public sealed class VirtualClockTests
{
    [Fact]
    public void A_standing_clock_moves_only_when_moved()
    {
        var clock = new VirtualClock(TenantFixture.Start);
        Assert.Equal(TenantFixture.Start, clock.GetUtcNow());

        Assert.Equal(TenantFixture.Start.AddDays(7), clock.Advance(TimeSpan.FromDays(7)));
        clock.Set(TenantFixture.Start);

        Assert.Equal(TenantFixture.Start, clock.GetUtcNow());
    }

    [Fact]
    public void A_running_clock_runs_on_from_where_it_was_moved_to()
    {
        var real = new FakeTimeProvider(TenantFixture.Start);
        var clock = VirtualClock.Running(real);
        real.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TenantFixture.Start.AddSeconds(3), clock.GetUtcNow());

        clock.Advance(TimeSpan.FromDays(7));
        real.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TenantFixture.Start.AddDays(7).AddSeconds(4), clock.GetUtcNow());

        clock.Set(TenantFixture.Start);
        real.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TenantFixture.Start.AddSeconds(1), clock.GetUtcNow());
    }

    [Fact]
    public void Elapsed_time_follows_the_clock()
    {
        var clock = new VirtualClock(TenantFixture.Start);
        var start = clock.GetTimestamp();

        clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(TimeSpan.FromHours(2), clock.GetElapsedTime(start));
    }

    [Fact]
    public void Time_does_not_advance_backwards() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new VirtualClock(TenantFixture.Start).Advance(TimeSpan.FromTicks(-1)));
}
