using Microsoft.Extensions.Time.Testing;
using TokenRotation.Api;
using TokenRotation.Api.Connecting;

namespace TokenRotation.Tests.Api.Connecting;

public sealed class ServerClockTests
{
    private static readonly DateTimeOffset Here = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset There = new(2026, 1, 1, 1, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Here);
    private readonly ServerClock _clock;

    public ServerClockTests() => _clock = new ServerClock(_time);

    [Fact]
    public void Before_the_first_answer_the_clock_of_this_machine_counts() => Assert.Equal(Here, _clock.Now);

    [Fact]
    public void The_servers_date_counts_and_goes_on()
    {
        _clock.Observe(There.ToOffset(TimeSpan.FromHours(2)));
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal((There.AddSeconds(3), TimeSpan.Zero), (_clock.Now, _clock.Now.Offset));
    }

    [Fact]
    public void One_answer_alone_is_told_from_more_and_after_a_restart_anew()
    {
        Assert.False(_clock.Times.IsOfOneAnswer);
        _clock.Observe(There);
        Assert.True(_clock.Times.IsOfOneAnswer);
        _clock.Observe(There);
        Assert.False(_clock.Times.IsOfOneAnswer);

        _clock.Restart();
        _clock.Observe(There);

        Assert.True(_clock.Times.IsOfOneAnswer);
    }

    [Fact]
    public void The_first_date_counts_however_close_it_is_to_the_clock_of_this_machine()
    {
        _clock.Observe(Here.AddSeconds(-1));

        Assert.Equal(Here.AddSeconds(-1), _clock.Now);
    }

    [Theory]
    [InlineData(-2.0, true)]
    [InlineData(-1.9, false)]
    [InlineData(0.0, false)]
    [InlineData(0.1, true)]
    public void A_date_of_whole_seconds_does_not_set_the_clock_back_by_less_than_two(double seconds, bool isTaken)
    {
        _clock.Observe(There);

        _clock.Observe(There.AddSeconds(seconds));

        Assert.Equal(isTaken ? There.AddSeconds(seconds) : There, _clock.Now);
    }

    [Theory]
    [InlineData(1970)]
    [InlineData(9000)]
    public void A_date_that_no_server_can_mean_is_passed_over(int year)
    {
        _clock.Observe(new DateTimeOffset(year, 6, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(Here, _clock.Now);
        _clock.Observe(null);

        Assert.Equal(Here, _clock.Now);
    }

    [Fact]
    public void Without_a_date_no_time_is_known()
    {
        _clock.Observe(null);

        Assert.Equal(new ServerTimes(Here, Here, IsKnown: false), _clock.Times);
    }

    [Fact]
    public void One_wrong_date_makes_nothing_older_and_comes_too_late_at_once()
    {
        _clock.Observe(There);
        _clock.Observe(There.AddDays(8));
        _clock.Observe(There);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(new ServerTimes(There.AddSeconds(5), There.AddDays(8).AddSeconds(5), IsKnown: true), _clock.Times);
    }

    [Fact]
    public void A_wrong_date_that_comes_first_makes_nothing_older_either()
    {
        _clock.Observe(There.AddDays(8));
        _clock.Observe(There);

        Assert.Equal(There, _clock.Times.Earliest);
    }

    [Fact]
    public void The_latest_time_goes_on_with_the_wall_clock_where_the_monotonic_one_stands_still()
    {
        var sleeper = new Sleeper(_time);
        var clock = new ServerClock(sleeper);
        clock.Observe(There);

        sleeper.Sleep(TimeSpan.FromMinutes(20));

        Assert.Equal((There, There.AddMinutes(20)), (clock.Times.Earliest, clock.Times.Latest));
    }

    [Fact]
    public void Who_begins_anew_believes_only_the_answers_that_follow()
    {
        _clock.Observe(There);

        _clock.Restart();
        Assert.False(_clock.Times.IsKnown);
        _clock.Observe(There.AddDays(8));

        Assert.Equal(There.AddDays(8), _clock.Times.Earliest);
    }

    private sealed class Sleeper(TimeProvider time) : TimeProvider
    {
        private TimeSpan _slept;

        public void Sleep(TimeSpan howLong) => _slept += howLong;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + _slept;

        public override long GetTimestamp() => time.GetTimestamp();
    }
}
