using System.Management.Automation;
using TokenRotation.Cmdlets.Errors;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>What ends a run in good order before it is through: its time budget, and the end of the process.</summary>
internal sealed class RunLimits : IDisposable
{
    private const string Ending =
        "The process was told to end. What has begun comes to a safe point first, and nothing more is begun.";

    private DtProcessEnding? _ending;
    private bool _isSaid;

    /// <summary>Ends the run in good order.</summary>
    public CancellationTokenSource Stop { get; } = new();

    /// <summary>From now on the process does not end before the run has come to a safe point.</summary>
    public void Watch() => _ending = DtProcessEnding.Watch(End);

    /// <summary>From now on the time counts.</summary>
    public void Begin(DtDuration? budget)
    {
        if (budget is not null)
        {
            Stop.CancelAfter(budget);
        }
    }

    /// <summary>Says at once that the process is to end. Called on the pipeline's thread.</summary>
    public void WriteNotes(Cmdlet cmdlet)
    {
        if (!_isSaid && _ending is { IsRequested: true })
        {
            _isSaid = true;
            cmdlet.WriteWarning(Ending);
        }
    }

    /// <summary>Adds an error if the process is to end.</summary>
    public void Tell(HeldErrors errors)
    {
        if (_ending is { IsRequested: true })
        {
            errors.Add(ErrorRecords.For(new ProcessEndingException(), null));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending?.Dispose();
        Stop.Dispose();
    }

    private void End()
    {
        try
        {
            Stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run has ended meanwhile.
        }
    }
}
