using Microsoft.Extensions.Time.Testing;
using TokenRotation.Api.Connecting;

namespace TokenRotation.Tests.Api;

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
}
