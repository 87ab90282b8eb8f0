using TokenRotation.Rotation;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Simulation;

/// <summary>
/// What people rely on beside the promises: a pipeline has one secret at a time on its way (G6), a token that has leaked goes
/// first (G7), an undo lets the new token go last (G8), and a new token is what was asked for (I8).
/// </summary>
internal sealed class Rules(World world)
{
    private readonly Dictionary<Run, Pipeline> _pipelines = [];
    private readonly Dictionary<(string Vault, string Entry), (Run Run, int At)> _writes = [];

    public void Created(Run run, TenantToken token, string oldId)
    {
        if (run.InterruptedAt is { } at && run.IssuedEvent > at)
        {
            throw new InvariantViolatedException("G6", $"{run} made {token} after it had been interrupted");
        }

        if (IsLeakOf(run, oldId) && world.Tenant.Find(oldId) is { Enabled: true } old && !IsSomebodysDoing(run, oldId))
        {
            throw new InvariantViolatedException("G7", $"{run} made {token} before it revoked {old}, which has leaked");
        }

        if (world.Tenant.Find(oldId) is { } replaced && world.Scenario.Wishes.Unlike(replaced, token) is { } unlike)
        {
            throw new InvariantViolatedException("I8", $"{run} made {token} with {unlike}, which nobody has asked for");
        }

        if (PipelineOf(run) is not { } pipeline || pipeline.Reported.Contains(oldId))
        {
            return;
        }

        if (!pipeline.HasPace && pipeline.Made.Any(id => id != oldId))
        {
            throw new InvariantViolatedException("G6", $"{run} made {token} before the first token was handed over");
        }

        pipeline.Made.Add(oldId);
    }

    public void Updated(Run run, TenantToken before, TenantToken after)
    {
        if (run.Undoes is { } undone && undone != after.Id && before.Enabled && !after.Enabled)
        {
            CheckUndo(run, after);
        }

        if (PipelineOf(run) is not { } pipeline || pipeline.Reported.Contains(after.Id)
            || NameStamp.Read(after.Name).Stamp is not { Kind: StampKind.Superseded, PartnerId: { } newId }
            || !world.Invariants.MadeTokens.TryGetValue(newId, out var made) || made.Run != run.Number)
        {
            return;
        }

        if (pipeline.HasFailed)
        {
            throw new InvariantViolatedException("G6", $"{run} marked {after} after its pipeline had failed");
        }

        if (pipeline.OnTheirWay.FirstOrDefault(id => id != after.Id) is { } other)
        {
            throw new InvariantViolatedException("G6", $"{run} marked {after} while the new secret of {other} was on its way");
        }

        pipeline.OnTheirWay.Add(after.Id);
    }

    /// <summary>What a run has withdrawn waits for no hand-over.</summary>
    public void Deleted(Run run, TenantToken token)
    {
        if (world.Invariants.MadeTokens.TryGetValue(token.Id, out var made) && made.Run == run.Number)
        {
            PipelineOf(run)?.Made.Remove(made.OldId);
        }
    }

    public void HandsOver(Run run, string oldId)
    {
        if (PipelineOf(run) is { HasFailed: true })
        {
            throw new InvariantViolatedException("G6", $"{run} gave the new secret of {oldId} to a pipeline that had failed");
        }
    }

    public void HandedOver(Run run, string oldId, bool isTaken)
    {
        if (PipelineOf(run) is { } pipeline)
        {
            pipeline.OnTheirWay.Remove(oldId);
            pipeline.HasPace = true;
            pipeline.HasFailed |= !isTaken;
        }
    }

    public void EntryWritten(Run run, string vault, string entry) => _writes[(vault, entry)] = (run, world.EventIndex);

    public void Reported(Run run, RotationReport report)
    {
        var oldId = report.Target.OldId;
        if (PipelineOf(run) is { } pipeline)
        {
            pipeline.Reported.Add(oldId);
            pipeline.Made.Remove(oldId);
            pipeline.OnTheirWay.Remove(oldId);
            pipeline.HasPace = true;
        }

        if (report.Plan.State == RotationState.Refused && world.TargetOf(oldId) is { Meddled: false }
            && world.Scenario.People.Deeds.Count == 0
            && world.Tenant.Find(oldId) is { } refused && world.Works(refused))
        {
            throw new InvariantViolatedException("I5", $"{run} refuses what nothing forbids: {report.Plan.Reason}");
        }

        var isSilent = report.Failure is null && !run.Stop.IsCancellationRequested
            && run is { InterruptedAt: null, HasDeclined: false };
        if (isSilent && IsLeakOf(run, oldId) && !IsSomebodysDoing(run, oldId)
            && world.Tenant.Find(oldId) is { Enabled: true } old)
        {
            throw new InvariantViolatedException("G7", $"{run} says {report.Plan.State}, and {old} has leaked and is enabled");
        }
    }

    // The token that authenticates goes when its successor is there.
    private bool IsLeakOf(Run run, string oldId) =>
        run.Policy.Compromised && !run.IsByHand && run.TargetIds.Contains(oldId) && run.CallerId != oldId
        && world.TargetOf(oldId)?.OldId == oldId;

    private bool IsSomebodysDoing(Run run, string id) =>
        world.Outsider.LastStateAct(id) >= run.StartedAt
        || world.Outsider.LastStateAct(id) > run.Seen(id, nameOnly: false).KnownUntil;

    private void CheckUndo(Run run, TenantToken gone)
    {
        if (world.TargetOf(gone.Id) is not { } target)
        {
            return;
        }

        foreach (var vault in world.Vaults.Where(vault => vault[target.Entry] == gone.Token))
        {
            var knownUntil = run.SightOf(vault.Name, target.Entry).KnownUntil;
            var isWritten = _writes.TryGetValue((vault.Name, target.Entry), out var write) && write.Run != run
                && write.At > knownUntil;
            var isSomebodys = world.Outsider.LastEntryAct(vault.Name, target.Entry) > knownUntil;
            if (!isWritten && !isSomebodys && !vault.LagsBehind(target.Entry))
            {
                throw new InvariantViolatedException(
                    "G8", $"{run} let {gone} go, whose secret '{target.Entry}' of {vault.Name} still holds");
            }
        }
    }

    private Pipeline? PipelineOf(Run run)
    {
        if (!world.Scenario.People.BreakPipelines || run.IsByHand || run.IsOver)
        {
            return null;
        }

        if (!_pipelines.TryGetValue(run, out var pipeline))
        {
            _pipelines.Add(run, pipeline = new Pipeline());
        }

        return pipeline;
    }

    /// <summary>What a run has given to its pipeline, each by the ID of the old token.</summary>
    private sealed class Pipeline
    {
        /// <summary>Made, and not through.</summary>
        public HashSet<string> Made { get; } = new(StringComparer.Ordinal);

        /// <summary>Marked, and not given.</summary>
        public HashSet<string> OnTheirWay { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Reported { get; } = new(StringComparer.Ordinal);

        /// <summary>A first one is through: how long it takes is known.</summary>
        public bool HasPace { get; set; }

        public bool HasFailed { get; set; }
    }
}
