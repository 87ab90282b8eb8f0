using TokenRotation.Simulation.Accounts;

namespace TokenRotation.Simulation.Tests;

/// <summary>Schedules of platform tokens that once broke a promise; each names what was wrong.</summary>
public sealed class AccountFoundScheduleTests
{
    [Theory]
    [InlineData(405844946, "made another token where the first answer was lost, and there was room for one")]
    [InlineData(960736119, "made another token where the first answer was lost, and there was room for one")]
    [InlineData(960736527, "made another token where the first one was still on its way, and there was room for one")]
    [InlineData(405844507, "a lease by the wrong time of the only answer before")]
    [InlineData(960736349, "a lease by the wrong time of the only answer before")]
    [InlineData(405844915, "gave a token that had ended a later expiry, by what had been read a week before")]
    [InlineData(405845346, "two tokens made in one second, both extended and handed over")]
    [InlineData(960737908, "deleted without a grace period by a clock that was ahead")]
    [InlineData(960738465, "an inactive token that an old list showed as active")]
    public void A_schedule_that_broke_a_promise_keeps_all_of_them(ulong seed, string broken)
    {
        var violation = AccountSchedules.Run(seed, null, new Statistics());

        Assert.True(violation is null, $"{broken}: {violation}");
    }
}
