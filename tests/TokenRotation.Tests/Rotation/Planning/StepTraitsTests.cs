using TokenRotation.Rotation.Planning;

namespace TokenRotation.Tests.Rotation.Planning;

public sealed class StepTraitsTests
{
    [Fact]
    public void Every_step_has_a_row() =>
        Assert.All(Enum.GetValues<RotationStep>(), step => Assert.NotEmpty(StepTraits.Of(step).Action));

    [Theory]
    [InlineData(RotationStep.RevokeFirst)]
    [InlineData(RotationStep.Create)]
    [InlineData(RotationStep.Resume)]
    [InlineData(RotationStep.Revoke)]
    [InlineData(RotationStep.Delete)]
    [InlineData(RotationStep.Collect)]
    public void The_user_is_asked_before_something_is_created_taken_up_revoked_or_deleted(RotationStep step) =>
        Assert.True(StepTraits.Of(step).AsksFirst);

    [Fact]
    public void Nothing_else_is_asked() =>
        Assert.Equal(6, Enum.GetValues<RotationStep>().Count(step => StepTraits.Of(step).AsksFirst));

    [Fact]
    public void Steps_that_only_look_are_no_changes() => Assert.Equal(
        [RotationStep.None, RotationStep.Elect, RotationStep.Resume, RotationStep.Verify, RotationStep.Recheck],
        Enum.GetValues<RotationStep>().Where(step => StepTraits.Of(step).ChangesNothing));

    [Fact]
    public void Only_the_old_tokens_end_and_the_new_ones_name_may_be_left_to_a_later_run() => Assert.Equal(
        [RotationStep.Revoke, RotationStep.Rename, RotationStep.Delete],
        Enum.GetValues<RotationStep>().Where(step => StepTraits.Of(step).MayBeLeft));

    [Theory]
    [InlineData(RotationStep.Promote, FreshRead.Entry)]
    [InlineData(RotationStep.Revoke, FreshRead.Pair)]
    [InlineData(RotationStep.Rename, FreshRead.Pair)]
    [InlineData(RotationStep.Delete, FreshRead.Pair)]
    [InlineData(RotationStep.Collect, FreshRead.Leftover)]
    public void What_somebody_may_still_need_is_looked_at_right_before_it_is_taken(RotationStep step, object read) =>
        Assert.Equal(read, StepTraits.Of(step).Reads);
}
