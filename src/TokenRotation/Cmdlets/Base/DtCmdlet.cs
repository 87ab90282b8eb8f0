using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Base;

/// <summary>
/// What every cmdlet of this module shares: Ctrl+C reaches the call that is under way, everything is written from the
/// pipeline's thread, and a failed call becomes one error record that does not end the pipeline.
/// </summary>
public abstract class DtCmdlet : PSCmdlet, IDisposable
{
    private static readonly TimeSpan ProgressAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stopping = new();
    private readonly PipelineThread _pipeline = new();
    private readonly Stopwatch _running = Stopwatch.StartNew();
    private TimeSpan _nextProgress = ProgressAfter;
    private TimeSpan _countedFrom;
    private (long Done, long Total)? _count;
    private bool _progressShown;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Is cancelled by Ctrl+C.</summary>
    private protected CancellationToken StopToken => _stopping.Token;

    /// <summary>Ends what is under way.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stopping.Dispose();
            _pipeline.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _pipeline.Close(new PipelineStoppedException());
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // PowerShell may stop a cmdlet that it has just disposed of: then nothing is under way.
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_progressShown)
        {
            WriteProgress(new ProgressRecord(ProgressId, MyInvocation.InvocationName, " ") { RecordType = ProgressRecordType.Completed });
        }
    }

    /// <summary>Writes what other threads have left to be written. Called from the pipeline's thread only.</summary>
    private protected virtual void WriteNotes()
    {
    }

    /// <summary>
    /// Waits for a call. A stop cancels it; meanwhile what it leaves to this thread is run, its notes are written and, after two
    /// seconds, progress is shown. The call has ended when this returns or throws: a stopped pipeline refuses to be written to,
    /// and a call may have to tidy up.
    /// </summary>
    private protected T Await<T>(string status, Func<CancellationToken, Task<T>> call)
    {
        // Never on the host's synchronisation context: its thread is the one that waits here.
        var work = Task.Run(() => call(_stopping.Token), _stopping.Token);
        var ended = ((IAsyncResult)work).AsyncWaitHandle;
        try
        {
            bool last;
            do
            {
                ShowProgress(status);
                last = work.IsCompleted;
                _pipeline.Run(ended, Pulse);
                WriteNotes();
            }
            while (!last);
        }
        catch (Exception failure)
        {
            _stopping.Cancel();
            _pipeline.Close(failure);
            ended.WaitOne();
            throw;
        }

        _pipeline.ThrowIfEnded();
        return work.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Await{T}"/>
    private protected void Await(string status, Func<CancellationToken, Task> call) =>
        Await(status, async stopping =>
        {
            await call(stopping).ConfigureAwait(false);
            return true;
        });

    /// <summary>
    /// Runs <paramref name="work"/> on the pipeline's thread: whatever writes, asks the user or runs script. Callable from any
    /// thread; it is run in order while <see cref="Await{T}"/> waits, or next does. After Ctrl+C nothing is run any more.
    /// </summary>
    /// <returns>
    /// The outcome. If the pipeline was stopped in it, or a later command wants no more, it fails and the call may tidy up; when
    /// the call has ended, <see cref="Await{T}"/> throws the same exception again, and so ends the cmdlet.
    /// </returns>
    internal Task<T> OnPipelineThread<T>(Func<T> work) => _pipeline.Leave(work);

    /// <inheritdoc cref="OnPipelineThread{T}"/>
    internal Task OnPipelineThread(Action work) =>
        OnPipelineThread(() =>
        {
            work();
            return true;
        });

    /// <summary>Runs script in the caller's session, on the pipeline's thread. <see cref="SessionScript"/> describes it.</summary>
    private protected Task<Collection<PSObject>> InvokeInSession(string script, params object?[] arguments) =>
        OnPipelineThread(() => new SessionErrors(SessionState).Without(
            () => InvokeCommand.InvokeScript(script, useNewScope: true, PipelineResultTypes.None, input: null, arguments)));

    /// <summary>Emits an object. Once a later command has said that it wants no more, nothing reaches it.</summary>
    internal new void WriteObject(object? value)
    {
        _pipeline.ThrowIfEnded();
        base.WriteObject(value);
    }

    /// <summary>
    /// Asks where PowerShell's rules say so. A session that cannot ask gets an error that says which switch is missing, and a No.
    /// </summary>
    internal new bool ShouldProcess(string? target, string? action) =>
        Asking(target, () => base.ShouldProcess(target, action));

    /// <inheritdoc cref="ShouldProcess(string, string)"/>
    private protected new bool ShouldProcess(string description, string warning, string caption, out ShouldProcessReason reason)
    {
        var answered = ShouldProcessReason.None;
        var go = Asking(description, () => base.ShouldProcess(description, warning, caption, out answered));
        reason = answered;
        return go;
    }

    /// <summary>Runs <paramref name="action"/> for one record; a failure that is mapped becomes that record's error.</summary>
    /// <returns>False after a failure.</returns>
    private protected bool Serve(object? target, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception failure) when (ErrorRecords.Explains(failure))
        {
            WriteError(ErrorRecords.For(failure, target));
            return false;
        }
    }

    /// <summary>Notes how much of a known amount of work is done, for the progress that is shown from now on.</summary>
    private protected void Count(long done, long total)
    {
        if (done == 0 && _count is not { Done: 0 })
        {
            _countedFrom = _running.Elapsed;
        }

        _count = (done, total);
    }

    /// <summary>Shows how far the cmdlet is, once it has run for two seconds.</summary>
    private protected void ShowProgress(string status)
    {
        if (_running.Elapsed < _nextProgress)
        {
            return;
        }

        _nextProgress = _running.Elapsed + Pulse;
        _progressShown = true;
        var record = new ProgressRecord(ProgressId, MyInvocation.InvocationName, ServerText.Clean(status) ?? " ");
        if (_count is { } count)
        {
            var estimate = new ProgressEstimate(count.Done, count.Total, _running.Elapsed - _countedFrom);
            record.PercentComplete = estimate.Percent;
            record.SecondsRemaining = estimate.SecondsRemaining;
        }

        WriteProgress(record);
    }

    private bool Asking(string? target, Func<bool> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception failure) when (failure is HostException or NotImplementedException or PSInvalidOperationException)
        {
            WriteError(ErrorRecords.CannotAsk(target));
            return false;
        }
    }

    private int ProgressId => GetHashCode() & int.MaxValue;
}
