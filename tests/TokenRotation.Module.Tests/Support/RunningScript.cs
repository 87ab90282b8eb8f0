using System.Diagnostics;
using System.Management.Automation;

namespace TokenRotation.Module.Tests.Support;

/// <summary>A script that runs in a session.</summary>
internal sealed class RunningScript
{
    // The promise is a second. A machine that builds beside the test may stall for longer.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

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

    public int OutputSoFar => _output.Count;

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
        var watch = Stopwatch.StartNew();
        _powershell.Stop();
        Assert.True(watch.Elapsed < LongestStop, $"took {watch.Elapsed}");
        return End();
    }
}
