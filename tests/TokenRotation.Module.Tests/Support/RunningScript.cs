using System.Management.Automation;

namespace TokenRotation.Module.Tests.Support;

/// <summary>A script that runs in a session.</summary>
internal sealed class RunningScript
{
    // Less than what an answer is held for: what waits for that does not pass for stopped.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PowerShell _powershell;
    private readonly CollectingUserInterface _screen;
    private readonly PSDataCollection<PSObject> _output = [];
    private readonly IAsyncResult _running;

    public RunningScript(PowerShell powershell, CollectingUserInterface screen)
    {
        _powershell = powershell;
        _screen = screen;
        _screen.Clear();
        _running = powershell.BeginInvoke<PSObject, PSObject>(null, _output);
    }

    /// <summary>Waits until so many objects have come out.</summary>
    public async Task HasWrittenAsync(int objects)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (_output.Count >= objects)
            {
                written.TrySetResult();
            }
        }

        _output.DataAdded += (_, _) => Look();
        Look();
        await written.Task.WaitAsync(Patience);
    }

    /// <summary>Waits for the end.</summary>
    public Run End()
    {
        using (_powershell)
        {
            RuntimeException? failure = null;
            try
            {
                _powershell.EndInvoke(_running);
            }
            catch (RuntimeException exception)
            {
                failure = exception;
            }

            var streams = _powershell.Streams;
            return new Run(
                [.. _output],
                [.. streams.Error],
                [.. streams.Warning.Select(record => record.Message)],
                [.. streams.Verbose.Select(record => record.Message)],
                [.. streams.Information.Select(record => record.ToString())],
                [.. streams.Progress.Select(record => $"{record.Activity} {record.StatusDescription} {record.CurrentOperation}")],
                _screen.Text,
                failure,
                _powershell.InvocationStateInfo.State);
        }
    }

    /// <summary>Presses Ctrl+C and waits for the end, which comes before any answer that a test holds back.</summary>
    public Run Stop()
    {
        var stopping = _powershell.BeginStop(null, null);
        Assert.True(stopping.AsyncWaitHandle.WaitOne(Patience), "It has not stopped.");
        _powershell.EndStop(stopping);
        return End();
    }
}
