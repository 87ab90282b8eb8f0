using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Base;

/// <summary>
/// The calls that a cmdlet waits for: Ctrl+C reaches the one that is under way, what it leaves to the pipeline's thread is run
/// there, and progress is shown.
/// </summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="writeNotes">Writes what other threads have left to be written. Called on the pipeline's thread.</param>
internal sealed class PipelineCalls(PSCmdlet cmdlet, Action writeNotes) : IDisposable
{
    // Of the calls that are awaited together.
    private const int AtATime = 16;

    private static readonly TimeSpan ProgressAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stopping = new();
    private readonly PipelineThread _pipeline = new();
    private readonly Stopwatch _running = Stopwatch.StartNew();
    private TimeSpan _nextProgress = ProgressAfter;
    private TimeSpan _countedFrom;
    private (long Done, long Total)? _count;
    private bool _progressShown;

    /// <summary>Is cancelled by Ctrl+C.</summary>
    public CancellationToken StopToken => _stopping.Token;

    private int ProgressId => cmdlet.GetHashCode() & int.MaxValue;

    /// <summary>
    /// Waits for a call. A stop cancels it; meanwhile what it leaves to this thread is run, the notes are written and, after two
    /// seconds, progress is shown. The call has ended when this returns or throws: a stopped pipeline refuses to be written to,
    /// and a call may have to tidy up.
    /// </summary>
    public T Await<T>(string status, Func<CancellationToken, Task<T>> call)
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
                writeNotes();
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

    /// <summary>Waits for a call for each item, several at a time, and counts them for the progress.</summary>
    /// <returns>The outcomes, in the order of the items.</returns>
    public IReadOnlyList<TOutcome> AwaitEach<TItem, TOutcome>(
        string status, IReadOnlyList<TItem> items, Func<TItem, CancellationToken, Task<TOutcome>> call) =>
        Await(status, async stopping =>
        {
            using var turns = new SemaphoreSlim(AtATime);
            var done = 0;
            async Task<TOutcome> CallAsync(TItem item)
            {
                await turns.WaitAsync(stopping).ConfigureAwait(false);
                try
                {
                    var outcome = await call(item, stopping).ConfigureAwait(false);
                    Count(Interlocked.Increment(ref done), items.Count);
                    return outcome;
                }
                finally
                {
                    turns.Release();
                }
            }

            return await Task.WhenAll(items.Select(CallAsync)).ConfigureAwait(false);
        });

    /// <summary>
    /// Runs <paramref name="work"/> on the pipeline's thread: whatever writes, asks the user or runs script. Callable from any
    /// thread; it is run in order while <see cref="Await{T}"/> waits, or next does. After Ctrl+C nothing is run any more.
    /// </summary>
    /// <returns>
    /// The outcome. If the pipeline was stopped in it, or a later command wants no more, it fails and the call may tidy up; when
    /// the call has ended, <see cref="Await{T}"/> throws the same exception again, and so ends the cmdlet.
    /// </returns>
    public Task<T> Leave<T>(Func<T> work) => _pipeline.Leave(work);

    /// <summary>
    /// Runs script in the caller's session, on the pipeline's thread. <see cref="SessionScript"/> describes it.
    /// </summary>
    public Task<Collection<PSObject>> InvokeInSession(string script, params object?[] arguments) =>
        Leave(() => new SessionErrors(cmdlet.SessionState).Without(
            () =>
                cmdlet.InvokeCommand.InvokeScript(script, useNewScope: true, PipelineResultTypes.None, input: null, arguments)));

    /// <summary>
    /// Throws again what ended the pipeline: once a later command has said that it wants no more, nothing reaches it.
    /// </summary>
    public void ThrowIfEnded() => _pipeline.ThrowIfEnded();

    /// <summary>Notes how much of a known amount of work is done, for the progress that is shown from now on.</summary>
    public void Count(long done, long total)
    {
        if (done == 0 && _count is not { Done: 0 })
        {
            _countedFrom = _running.Elapsed;
        }

        _count = (done, total);
    }

    /// <summary>Shows how far the cmdlet is, once it has run for two seconds.</summary>
    public void ShowProgress(string status)
    {
        if (_running.Elapsed < _nextProgress)
        {
            return;
        }

        _nextProgress = _running.Elapsed + Pulse;
        _progressShown = true;
        var shown = _count is { } known ? CmdletMessages.Seen(known.Done, known.Total) : ServerText.Clean(status) ?? " ";
        var record = new ProgressRecord(ProgressId, cmdlet.MyInvocation.InvocationName, shown);
        if (_count is { } count)
        {
            var estimate = new ProgressEstimate(count.Done, count.Total, _running.Elapsed - _countedFrom);
            record.PercentComplete = estimate.Percent;
            record.SecondsRemaining = estimate.SecondsRemaining;
        }

        cmdlet.WriteProgress(record);
    }

    /// <summary>The last call has been waited for: the progress goes.</summary>
    public void EndProgress()
    {
        if (_progressShown)
        {
            var ended = new ProgressRecord(ProgressId, cmdlet.MyInvocation.InvocationName, " ")
            {
                RecordType = ProgressRecordType.Completed,
            };
            cmdlet.WriteProgress(ended);
        }
    }

    /// <summary>Runs <paramref name="action"/> for one record; a failure that is mapped becomes that record's error.</summary>
    public void Serve(object? target, Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (ErrorRecords.Explains(failure))
        {
            cmdlet.WriteError(ErrorRecords.For(failure, target));
        }
    }

    /// <summary>Ctrl+C.</summary>
    public void Stop()
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
    public void Dispose()
    {
        _stopping.Dispose();
        _pipeline.Dispose();
    }
}
