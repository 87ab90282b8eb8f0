namespace TokenRotation.Module.Tests.Help;

/// <summary>What a block of code has come to in a shell.</summary>
/// <param name="Screen">All that it has written, but its errors.</param>
/// <param name="Errors">The IDs and texts of its errors.</param>
internal sealed record BlockRun(string Screen, IReadOnlyList<string> Errors)
{
    /// <summary>Fails the test if there was an error.</summary>
    public BlockRun Succeed()
    {
        Assert.True(Errors.Count == 0, string.Join(Environment.NewLine, Errors) + Environment.NewLine + Screen);
        return this;
    }
}
