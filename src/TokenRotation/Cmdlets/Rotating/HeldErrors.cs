using System.Management.Automation;
using TokenRotation.Cmdlets.Base;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>
/// The errors of a run, kept until everything is handed over: where an error ends the pipeline, one token that is refused must
/// not strand the others.
/// </summary>
internal sealed class HeldErrors
{
    private readonly Queue<ErrorRecord> _held = new();

    /// <summary>Keeps an error. Called from any thread.</summary>
    public void Add(ErrorRecord error)
    {
        lock (_held)
        {
            _held.Enqueue(error);
        }
    }

    /// <summary>Writes what is kept. Called on the pipeline's thread, which an error may end.</summary>
    public void WriteTo(DtEnvironmentCmdlet cmdlet)
    {
        while (Next() is { } error)
        {
            cmdlet.WriteError(error);
        }
    }

    private ErrorRecord? Next()
    {
        lock (_held)
        {
            return _held.Count > 0 ? _held.Dequeue() : null;
        }
    }
}
