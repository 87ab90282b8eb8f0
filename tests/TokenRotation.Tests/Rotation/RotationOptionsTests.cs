using TokenRotation.Rotation;

namespace TokenRotation.Tests.Rotation;

public sealed class RotationOptionsTests
{
    [Theory]
    [InlineData(1, 48)]
    [InlineData(5, 48)]
    [InlineData(16, 128)]
    public void Eight_rotations_are_in_flight_for_each_lane_and_never_fewer_than_two_lists_need(
        int throttleLimit, int inFlight) =>
        Assert.Equal(inFlight, new RotationOptions { ThrottleLimit = throttleLimit }.InFlight);
}
