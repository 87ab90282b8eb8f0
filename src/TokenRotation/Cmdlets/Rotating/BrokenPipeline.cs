using System.Management.Automation;
using System.Runtime.ExceptionServices;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>What a pipeline failed with under a new token: the run ends in good order, and then the cmdlet does.</summary>
/// <param name="stop">Ends the run.</param>
internal sealed class BrokenPipeline(CancellationTokenSource stop)
{
    private ExceptionDispatchInfo? _failure;

    /// <summary>The pipeline has failed. The failure of a script block of -Store is an error of its own.</summary>
    public void Break(Exception failure)
    {
        _failure ??= failure is SecretStoreException ? null : ExceptionDispatchInfo.Capture(failure);
        stop.Cancel();
    }

    /// <summary>Writes the errors of the run, though one of them may end the cmdlet before its time.</summary>
    public void Write(HeldErrors errors, DtEnvironmentCmdlet cmdlet)
    {
        try
        {
            errors.WriteTo(cmdlet);
        }
        catch (ActionPreferenceStopException) when (_failure is not null)
        {
            // What the pipeline failed with is thrown.
        }
    }

    /// <summary>Throws again what the pipeline failed with.</summary>
    public void ThrowIfBroken() => _failure?.Throw();
}
