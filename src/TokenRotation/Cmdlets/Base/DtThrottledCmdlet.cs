using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Rotation;

namespace TokenRotation.Cmdlets.Base;

/// <summary>
/// A cmdlet that works on several tokens at once, for each environment by itself: one that is slow or fails delays no other.
/// What it writes and asks goes through the pipeline's thread, as it comes: the order of the input is not kept.
/// </summary>
public abstract class DtThrottledCmdlet : DtEnvironmentCmdlet
{
    private EnvironmentLanes? _lanes;
    private bool _finishing;

    /// <summary>How many tokens are worked on at a time in one environment. Five if not given.</summary>
    [Parameter]
    [ValidateRange(1, RotationOptions.MaximumThrottleLimit)]
    public int ThrottleLimit { get; set; } = RotationOptions.DefaultThrottleLimit;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _lanes = new EnvironmentLanes(ThrottleLimit, StopToken);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _finishing = true;
        Await(CmdletMessages.Finishing, _ => _lanes!.CompleteAsync());
        base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _lanes?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    private protected override void WriteNotes()
    {
        base.WriteNotes();
        if (_finishing && _lanes!.Count is { Added: > 1 } count)
        {
            Count(count.Done, count.Added);
        }
    }

    /// <summary>
    /// Warns of what a page lists and nobody can do anything with, and notes how much of a search is done, unless several run at
    /// once.
    /// </summary>
    private protected void TellOf(TokenPage page, long done)
    {
        WarnOfOddIds(page);

        if (page.TotalCount is { } total && _lanes!.Count.Added == 1)
        {
            Count(done, total);
        }
    }

    /// <summary>
    /// Starts the work on one record, or has it wait for its turn. A failure that is mapped becomes that record's error; any
    /// other, and the end of the pipeline, end all that runs.
    /// </summary>
    /// <param name="connection">The environment whose limit counts.</param>
    /// <param name="target">What the record's error is about.</param>
    /// <param name="work">The work, off the pipeline's thread.</param>
    private protected void Start(Connection connection, string? target, Func<CancellationToken, Task> work) =>
        Await(
            target ?? connection.Api.Environment,
            _ => _lanes!.AddAsync(connection, stopping => ServeAsync(target, work, stopping)));

    /// <summary>Asks on the pipeline's thread whether a change may be made; not any more once everything is to end.</summary>
    private protected Task<bool> ShouldProcessAsync(string target, string action, CancellationToken stopping) =>
        OnPipelineThread(() =>
        {
            stopping.ThrowIfCancellationRequested();
            return ShouldProcess(target, action);
        });

    private async Task ServeAsync(string? target, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        try
        {
            await work(stopping).ConfigureAwait(false);
        }
        catch (Exception failure) when (ErrorRecords.Explains(failure))
        {
            await OnPipelineThread(() => WriteError(ErrorRecords.For(failure, target))).ConfigureAwait(false);
        }
    }
}
