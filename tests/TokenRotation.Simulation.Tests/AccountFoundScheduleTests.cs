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
    [InlineData(421936663, "gave the room back of a token that a lost answer may have made")]
    [InlineData(421935735, "put a secret into the entry while somebody went back to the old token, and left it there")]
    [InlineData(2105179450, "left the entry to an inactive token where the run that put it there had died")]
    [InlineData(320, "left one of two entries to an inactive token where putting it back had failed")]
    [InlineData(1384514798, "deleted the old token while what an undo had left of its pipeline was still there")]
    [InlineData(745586366, "an end set within an act of an undo, by a run that died")]
    [InlineData(93, "eight runs, and an undo that no list showed yet")]
    [InlineData(694115517, "deleted what had just been extended late, by a list that did not show its own change yet")]
    [InlineData(694118770, "a lifetime that was counted from before a call that waited")]
    [InlineData(1621183409, "a lifetime that was counted from before a call that waited")]
    [InlineData(1621186340, "a lifetime that was counted from before a call that waited")]
    [InlineData(694120451, "deleted the old token while somebody went back to it")]
    [InlineData(694121226, "deleted the old token while somebody went back to it")]
    [InlineData(1621170470, "deleted the old token while somebody went back to it")]
    [InlineData(1990769810, "deleted the old token while somebody went back to it")]
    [InlineData(1621178537, "went back to a token that had expired before the new one was made inactive")]
    [InlineData(1990767324, "promoted what another run had made inactive within an act of somebody else's")]
    [InlineData(1621172009, "late promotions that met an undo: the sentence names whom to restore, which nobody did")]
    [InlineData(1621184957, "completed where what had arrived was inactive, which nobody would say")]
    [InlineData(1533742612, "two tokens of one second, for two vaults that know nothing of each other")]
    [InlineData(1621187035, "put the new secret into the entry once more after an undo that no list showed yet")]
    [InlineData(1650017439, "put the old secret back into the second entry, too, which held somebody else's")]
    [InlineData(1650021198, "a grace period of none, which the owner himself had written")]
    [InlineData(1748110609, "extended twice, which the model took for an end")]
    public void A_schedule_that_broke_a_promise_keeps_all_of_them(ulong seed, string broken)
    {
        var violation = AccountSchedules.Run(seed, null, new Statistics());

        Assert.True(violation is null, $"{broken}: {violation}");
    }
}
