using System.Reflection;

namespace TokenRotation.Simulation.Tests;

public sealed class FaultMatrixTests(FaultMatrixTests.Matrix matrix) : IClassFixture<FaultMatrixTests.Matrix>
{
    private const string Refresh = "TOKENROTATION_REFRESH_MATRIX";

    private static readonly string Root = typeof(FaultMatrixTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    [Fact]
    public void Every_fault_at_every_step_comes_to_its_end_within_three_runs()
    {
        Assert.All(matrix.Cells, cell =>
        {
            Assert.NotEqual("NOT DONE", cell.Outcome);
            Assert.InRange(cell.Runs, 0, FaultMatrix.MostRuns);
        });
    }

    [Fact]
    public void Every_step_is_struck_by_every_fault() => Assert.All(
        matrix.Cells.GroupBy(cell => (cell.Pipeline, cell.Step, cell.Fault)),
        row => Assert.Contains(row, cell => cell.Outcome is not null));

    [Fact]
    public void The_page_in_docs_says_what_happens()
    {
        var path = Path.Combine(Root, "docs", "evidence", "fault-matrix.md");
        var page = FaultMatrix.Page(matrix.Cells);
        if (Environment.GetEnvironmentVariable(Refresh) is not null)
        {
            File.WriteAllText(path, page);
        }

        Assert.Equal(page, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    /// <summary>Takes a few seconds, once for all tests.</summary>
    public sealed class Matrix
    {
        internal IReadOnlyList<FaultMatrix.Cell> Cells { get; } = [.. FaultMatrix.Cells()];
    }
}
