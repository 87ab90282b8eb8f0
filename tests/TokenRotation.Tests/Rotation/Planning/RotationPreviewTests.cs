using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;

namespace TokenRotation.Tests.Rotation.Planning;

public sealed class RotationPreviewTests
{
    private static readonly RotationPolicy AtOnce = new();

    [Theory]
    [InlineData(RotationStep.Create)]
    [InlineData(RotationStep.Commit)]
    [InlineData(RotationStep.Promote)]
    public void A_revocation_follows_where_nothing_is_waited_for(RotationStep step) =>
        Assert.Equal([step, RotationStep.Revoke], RotationPreview.StepsFrom(step, AtOnce));

    [Theory]
    [InlineData(RotationStep.Revoke)]
    [InlineData(RotationStep.Rename)]
    [InlineData(RotationStep.Delete)]
    [InlineData(RotationStep.Collect)]
    public void Nothing_follows_the_last_steps(RotationStep step) =>
        Assert.Equal([step], RotationPreview.StepsFrom(step, AtOnce));

    [Fact]
    public void In_a_pipeline_somebody_has_to_say_that_the_secret_has_arrived_before_the_old_token_goes() =>
        Assert.Equal([RotationStep.Create], RotationPreview.StepsFrom(RotationStep.Create, AtOnce, isPipeline: true));

    [Fact]
    public void A_compromised_token_is_revoked_before_the_next_is_made() =>
        Assert.Equal(
            [RotationStep.RevokeFirst, RotationStep.Create], RotationPreview.StepsFrom(RotationStep.RevokeFirst, AtOnce));

    [Fact]
    public void What_is_waited_for_ends_the_preview()
    {
        Assert.Equal(
            [RotationStep.Create],
            RotationPreview.StepsFrom(RotationStep.Create, AtOnce with { Overlap = TimeSpan.FromHours(1) }));
        Assert.Equal(
            [RotationStep.Create],
            RotationPreview.StepsFrom(
                RotationStep.Create, AtOnce with { Use = new UseRequirement(TimeSpan.FromHours(1), null, UnusedAction.Wait) }));
    }
}
