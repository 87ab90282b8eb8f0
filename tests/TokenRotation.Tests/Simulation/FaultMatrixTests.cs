using System.Reflection;
using TokenRotation.Simulation;

namespace TokenRotation.Tests.Simulation;

public sealed class FaultMatrixTests
{
    private const string Refresh = "TOKENROTATION_REFRESH_MATRIX";

    private static readonly string Root = typeof(FaultMatrixTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    private static readonly IReadOnlyList<FaultMatrix.Cell> Cells = [.. FaultMatrix.Cells()];

    [Fact]
    public void Every_fault_at_every_step_comes_to_its_end_within_three_runs()
    {
        Assert.All(Cells, cell =>
        {
            Assert.NotEqual("NOT DONE", cell.Outcome);
            Assert.InRange(cell.Runs, 0, FaultMatrix.MostRuns);
        });
    }

    [Fact]
    public void Every_step_is_struck_by_every_fault() => Assert.All(
        Cells.GroupBy(cell => (cell.Pipeline, cell.Step, cell.Fault)),
        row => Assert.Contains(row, cell => cell.Outcome is not null));

    [Fact]
    public void The_page_in_docs_says_what_happens()
    {
        var path = Path.Combine(Root, "docs", "fault-matrix.md");
        var page = FaultMatrix.Page(Cells);
        if (Environment.GetEnvironmentVariable(Refresh) is not null)
        {
            File.WriteAllText(path, page);
        }

        Assert.Equal(page, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
