using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>
/// The last thing that a run says: which old tokens wait for a word, because their successors were handed over and nothing later
/// in the pipeline has completed them. Said however the run ends.
/// </summary>
internal sealed class RotationEnding(DtEnvironmentCmdlet cmdlet)
{
    private readonly List<string> _handedOver = [];

    /// <summary>The successor of a token is on its way to the pipeline.</summary>
    public void HandsOver(string oldId)
    {
        lock (_handedOver)
        {
            _handedOver.Add(oldId);
        }
    }

    /// <summary>Warns, through the host where the pipeline takes nothing any more.</summary>
    public async Task TellAsync(RotationRun run)
    {
        var waiting = await WaitingAsync(run).ConfigureAwait(false);
        if (waiting.Count == 0)
        {
            return;
        }

        var warning = RotationEndings.NotCompleted(waiting);
        try
        {
            await cmdlet.OnPipelineThread(() => cmdlet.WriteWarning(warning)).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is PipelineStoppedException or FlowControlException)
        {
            cmdlet.Host.UI.WriteWarningLine(warning);
        }
    }

    // What comes later in the pipeline may have completed some: the tenant knows. Where it cannot be asked any more, all may
    // wait.
    private async Task<IReadOnlyList<string>> WaitingAsync(RotationRun run)
    {
        if (_handedOver.Count == 0)
        {
            return [];
        }

        try
        {
            var now = await run.ReadShortListAsync(run.Api, TokenOrder.LastModifiedFirst).ConfigureAwait(false);
            return _handedOver.Where(id => now.Find(id) is not { } old || IsWaiting(old)).ToList();
        }
        catch (Exception failure) when (failure is TokenApiException or OperationCanceledException)
        {
            return _handedOver;
        }
    }

    private static bool IsWaiting(DtToken old) => NameStamp.Read(old.Name).Stamp is { Kind: StampKind.Superseded };
}
