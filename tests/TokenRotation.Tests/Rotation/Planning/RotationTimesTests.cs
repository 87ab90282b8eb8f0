using TokenRotation.Rotation.Planning;

namespace TokenRotation.Tests.Rotation.Planning;

public sealed class RotationTimesTests
{
    [Fact]
    public void Between_the_last_commit_and_the_first_collection_lies_half_of_the_operation_timeout() =>
        Assert.Equal(RotationTimes.OperationTimeout / 2, RotationTimes.OperationTimeout - RotationTimes.CommitWindow);
}
