using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>
/// The last thing that a run says: which old tokens wait for a word, because their successors were handed over and nothing later
/// in the pipeline has completed them; and, where it has ended early, what has become of the others. Said however the run ends.
/// </summary>
/// <param name="cmdlet">Who says it.</param>
/// <param name="connection">The environment.</param>
internal sealed class RotationEnding(DtEnvironmentCmdlet cmdlet, Connection connection)
{
    private readonly object _gate = new();
    private readonly List<string> _handedOver = [];
    private int _begun;
    private int _through;
    private int _withdrawn;

    /// <summary>So many rotations are gone through.</summary>
    public void Begins(int rotations) => _begun = rotations;

    /// <summary>The successor of a token is on its way to the pipeline.</summary>
    public void HandsOver(string oldId)
    {
        connection.HandedOver[oldId] = true;
        lock (_gate)
        {
            _handedOver.Add(oldId);
        }
    }

    /// <summary>A step has been taken.</summary>
    public void Noted(RotationNote note)
    {
        if (note is { Step: RotationStep.Revoke, Failure: null })
        {
            connection.HandedOver.TryUpdate(note.OldId, newValue: false, comparisonValue: true);
        }

        lock (_gate)
        {
            _withdrawn += note is { Step: RotationStep.Withdraw, Failure: null } ? 1 : 0;
        }
    }

    /// <summary>The run is through with a rotation, or leaves it because it was stopped.</summary>
    public void Ended(RotationReport report)
    {
        lock (_gate)
        {
            var isThrough = report is { Failure: null, Plan.Step: RotationStep.None };
            _through += isThrough && !_handedOver.Contains(report.Target.OldId) ? 1 : 0;
        }
    }

    /// <summary>Warns, through the host where the pipeline takes nothing any more.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isEarly">It was stopped, or its pipeline has failed.</param>
    public async Task TellAsync(RotationRun run, bool isEarly)
    {
        var waiting = await WaitingAsync(run).ConfigureAwait(false);
        var completed = _handedOver.Count - waiting.Count;
        var left = _begun - _through - _handedOver.Count;
        if (waiting.Count == 0 && (!isEarly || left <= 0))
        {
            return;
        }

        var warning = isEarly
            ? RotationEndings.EndedEarly(_begun, _through + completed, waiting, _withdrawn, left)
            : RotationEndings.NotCompleted(waiting);
        try
        {
            await cmdlet.OnPipelineThread(() => cmdlet.WriteWarning(warning)).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is PipelineStoppedException or FlowControlException)
        {
            cmdlet.Host.UI.WriteWarningLine(warning);
        }
    }

    // What comes later in the pipeline may have completed some: what this connection has not seen, the tenant knows. Where it
    // cannot be asked any more, all of those may wait.
    private async Task<IReadOnlyList<string>> WaitingAsync(RotationRun run)
    {
        var open = _handedOver.Where(id => !connection.HandedOver.TryRemove(id, out var waits) || waits).ToList();
        if (open.Count == 0)
        {
            return open;
        }

        try
        {
            var now = await run.ReadShortListAsync(run.Api, TokenOrder.LastModifiedFirst).ConfigureAwait(false);
            return open.Where(id => now.Find(id) is not { } old || IsWaiting(old)).ToList();
        }
        catch (Exception failure) when (failure is TokenApiException or OperationCanceledException)
        {
            return open;
        }
    }

    // The name of a platform token says nothing of its end.
    private static bool IsWaiting(DtToken old) => old.Kind == DtTokenKind.Platform
        ? old.Enabled
        : NameStamp.Read(old.Name).Stamp is { Kind: StampKind.Superseded };
}
