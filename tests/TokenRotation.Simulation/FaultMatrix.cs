using System.Globalization;
using System.Text;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;

namespace TokenRotation.Simulation;

/// <summary>Every fault at every step, for one, two and eight runners: what comes of it, and how many runs that takes.</summary>
internal static class FaultMatrix
{
    /// <summary>The most runs that anything may take.</summary>
    public const int MostRuns = 3;

    private static readonly int[] Runners = [1, 2, 8];

    private static readonly (string Name, Moment Moment, Fault Fault)[] Faults =
    [
        ("dies before", Moment.Before, Fault.CrashBefore),
        ("dies after", Moment.After, Fault.CrashBefore),
        ("response lost", Moment.Within, Fault.AnswerLost),
        ("429", Moment.Within, Fault.RateLimited),
        ("5xx", Moment.Within, Fault.ServerFailed),
        ("timeout", Moment.Within, Fault.TimedOut),
        ("403", Moment.Within, Fault.Forbidden),
    ];

    private static readonly RotationStep[] StoreSteps =
    [
        RotationStep.RevokeFirst, RotationStep.Create, RotationStep.Elect, RotationStep.Withdraw, RotationStep.Store,
        RotationStep.Resume, RotationStep.Verify, RotationStep.Recheck, RotationStep.Commit, RotationStep.Promote,
        RotationStep.Revoke, RotationStep.Rename, RotationStep.Delete, RotationStep.Collect,
    ];

    private static readonly RotationStep[] PipelineSteps =
    [
        RotationStep.RevokeFirst, RotationStep.Create, RotationStep.Elect, RotationStep.Withdraw, RotationStep.Verify,
        RotationStep.Recheck, RotationStep.Commit, RotationStep.HandOver, RotationStep.Revoke, RotationStep.Rename,
        RotationStep.Delete, RotationStep.Collect,
    ];

    /// <summary>All cells, in the order of the page.</summary>
    public static IEnumerable<Cell> Cells() =>
        from pipeline in new[] { false, true }
        from step in pipeline ? PipelineSteps : StoreSteps
        from fault in Faults
        from runners in Runners
        select Of(pipeline, step, fault, runners);

    /// <summary>The page as it stands in docs.</summary>
    public static string Page(IReadOnlyList<Cell> cells)
    {
        var page = new StringBuilder();
        page.Append(Head);
        foreach (var mode in cells.GroupBy(cell => cell.Pipeline))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {(mode.Key ? "To the pipeline" : "Into a store")}\n\n");
            page.Append("| step | fault | 1 runner | 2 runners | 8 runners |\n| --- | --- | --- | --- | --- |\n");
            foreach (var row in mode.GroupBy(cell => (cell.Step, cell.Fault)))
            {
                page.Append(CultureInfo.InvariantCulture, $"| {row.Key.Step} | {row.Key.Fault} | "
                    + $"{string.Join(" | ", row.Select(cell => cell.ToString()))} |\n");
            }
        }

        return page.ToString();
    }

    private const string Head = """
        # What happens when it goes wrong

        Every fault at every step of a rotation, tried by `FaultMatrixTests`, which also writes this page
        (`TOKENROTATION_REFRESH_MATRIX=1 dotnet test tests/TokenRotation.Simulation.Tests --filter FullyQualifiedName~FaultMatrixTests`).

        The fault strikes the first runner that comes to the step; the other runners start at the same time and go on. *dies before* and
        *dies after* are the step's first call and the one after its last; the other faults strike the call that the step is about: the
        vault refuses where the step writes to the vault, and the consumer fails where it hands over. After an answer that does not come
        back, the call has been carried out; after 429, 5xx, a timeout and 403 it has not.

        The number is how many runs it takes, begun after the fault, until one new token is in its place under its own name and the old
        one is revoked (in the rows of Delete: deleted). 0: those that were under way have done it.

        - **begins**: there was no new token yet, or none any more; one is made.
        - **goes on**: with the same new token.
        - **starts again**: with another new token; the one before is deleted.
        - **asks**: nobody but an admin knows whether the secret has reached the pipeline's consumer. Once he has said which, it goes on.
          In the rows of Revoke, Rename and Delete he has said before that it has.
        - –: no runner comes to this step.

        """;

    private static Cell Of(bool pipeline, RotationStep step, (string Name, Moment Moment, Fault Fault) fault, int runners)
    {
        var cell = new Cell(pipeline, step, fault.Name, runners);
        var policy = new RotationPolicy
        {
            Compromised = step == RotationStep.RevokeFirst,
            Arrived = pipeline && step is RotationStep.Revoke or RotationStep.Rename or RotationStep.Delete,
        };
        var stage = new Stage(new Scenario { Seed = 1, Runners = runners, Vaults = pipeline ? 0 : 1, Policy = policy });
        Prepare(stage, step);
        stage.Plan(step, fault.Moment, fault.Fault).RunTogether();
        if (!stage.HasStruck)
        {
            return cell;
        }

        var before = stage.Successors.Select(token => token.Id).ToHashSet(StringComparer.Ordinal);
        var asked = false;
        while (!IsDone(stage, step) && stage.RunsSince < MostRuns)
        {
            // The first run comes at once, the next when what is left behind may be collected.
            stage.Wait(stage.RunsSince == 0 ? TimeSpan.FromMinutes(1) : RotationTimes.OperationTimeout);
            stage.RunAlone();
            asked |= !IsDone(stage, step) && stage.Ask();
        }

        return cell with
        {
            Outcome = !IsDone(stage, step) ? "NOT DONE"
                : asked ? "asks"
                : before.Count == 0 ? "begins"
                : stage.Successors.Any(token => before.Contains(token.Id)) ? "goes on" : "starts again",
            Runs = stage.RunsSince,
        };
    }

    private static bool IsDone(Stage stage, RotationStep step) =>
        stage.IsSettled && (step != RotationStep.Delete || stage.Old is null);

    private static void Prepare(Stage stage, RotationStep step)
    {
        switch (step)
        {
            case RotationStep.Delete:
                stage.RunAlone().Wait(RotationPolicy.DefaultGracePeriod + TimeSpan.FromMinutes(1));
                break;
            case RotationStep.Collect:
                stage.Plan(RotationStep.Elect, Moment.Before).RunAlone()
                    .Wait(RotationTimes.OperationTimeout + TimeSpan.FromMinutes(1));
                break;
            case RotationStep.Resume:
                stage.Plan(RotationStep.Verify, Moment.Before).RunAlone();
                break;
        }
    }

    /// <summary>One fault at one step.</summary>
    internal sealed record Cell(bool Pipeline, RotationStep Step, string Fault, int Runners)
    {
        /// <summary>What came of it; null if no runner came to the step.</summary>
        public string? Outcome { get; init; }

        public int Runs { get; init; }

        public override string ToString() =>
            Outcome is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{Outcome} ({Runs})");
    }
}
