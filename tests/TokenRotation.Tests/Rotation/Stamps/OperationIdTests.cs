using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Tests.Rotation.Stamps;

public sealed class OperationIdTests
{
    [Fact]
    public void No_operation_is_named_twice()
    {
        var operations = Enumerable.Range(0, 1000).Select(_ => OperationId.Next()).ToList();

        Assert.Equal(operations.Count, operations.Distinct().Count());
        Assert.All(operations, operation => Assert.Matches("^[A-Za-z0-9]{4,32}$", operation));
    }
}
