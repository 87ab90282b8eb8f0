namespace TokenRotation.Simulation.Tests;

/// <summary>Schedules that once broke a promise; what mended each is held by a test of its own as well.</summary>
public sealed class FoundScheduleTests
{
    [Theory]
    [InlineData(1407356825, "collected what had been promoted since the decision")]
    [InlineData(996038218, "left no working secret")]
    [InlineData(996070405, "left no working secret")]
    [InlineData(782381231, "revoked without a proven secret in the store")]
    [InlineData(195193123, "a sleeper's mark over a revocation")]
    [InlineData(1347284105, "resumed another token than the elected one")]
    [InlineData(1977349407, "a new token lost its mark while another run could still write over its entry")]
    [InlineData(1977350787, "a token that was left behind, and that a sleeper put into the entry")]
    [InlineData(1977351624, "a mark written anew by a run that asks for no grace period")]
    [InlineData(694940160, "an overlap taken for a grace period")]
    [InlineData(373718604, "a sleeper's clean name over a revocation")]
    [InlineData(580181789, "a sleeper's dead secret in the entry of the token that authenticates")]
    [InlineData(1271645705, "marked anew with the token that the mark names, and that is gone")]
    [InlineData(836524502, "a new token with a clean name that could not be taken back")]
    [InlineData(1156254324, "an overlap told by a clock that nobody vouches for")]
    [InlineData(1743810263, "what was left behind of a new token stayed until the next run")]
    [InlineData(1129505929, "an overlap that began before anybody could read the new secret")]
    [InlineData(1039352868, "marked again by what had been listed before the mark")]
    [InlineData(803356518, "dated a mark anew while another run promoted")]
    [InlineData(1293630766, "a mark of the token that authenticates, dated anew by itself")]
    [InlineData(2135818680, "a later token of a forged line taken for the successor that was gone")]
    [InlineData(958722857, "enabled again by a mark that a list showed too late")]
    [InlineData(393859112, "another run's token promoted long after its mark, which was not dated anew")]
    [InlineData(777000041, "an undo that put back the secret of a token that was deleted meanwhile")]
    [InlineData(777001031, "an undo with another entry's name that left no way back")]
    [InlineData(777001963, "an undo of the token that authenticates, which could not let itself go")]
    [InlineData(939, "a mend that lost the secret to go back to")]
    [InlineData(1936447841, "an undo within another run's promotion")]
    [InlineData(481483889, "a leaked token that somebody enabled, revoked again")]
    [InlineData(481510301, "a sleeper's mark over that of a token that was handed over")]
    [InlineData(481476653, "revoked because a list showed too late that somebody had enabled the old token")]
    [InlineData(481490920, "a leaked token revoked again, and its grace period forgotten")]
    [InlineData(481495007, "enabled what a sleeper had put into the entry, beside the token that works")]
    [InlineData(481509661, "the new token deleted before the one it had replaced, which belonged to another user")]
    [InlineData(481511426, "two runs at once for a leaked token that authenticates")]
    [InlineData(393848392, "enabled a token that a late mark named, and whose secret was gone")]
    [InlineData(1083598016, "a revocation carried out twice, while somebody wrote the entry")]
    [InlineData(710003448, "a mark put right days later, with the time before that")]
    [InlineData(710001058, "deleted what somebody had renamed while another rotation of the run looked at it")]
    public void It_keeps_all_promises_now(int seed, string what) =>
        Assert.True(Schedules.Run((ulong)seed, null, new Statistics()) is not { } violation, what + ": "
            + Schedules.Run((ulong)seed, null, new Statistics()));
}
