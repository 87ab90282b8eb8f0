namespace TokenRotation.Module.Tests.Support;

/// <summary>Runs one after the other. While one is at work the process of the next is started, and waits for its turn.</summary>
internal sealed class ProcessesInTurn(Func<RotatingProcess> start) : IDisposable
{
    private RotatingProcess _next = start();

    /// <summary>Lets the next run begin.</summary>
    public RotatingProcess Begin()
    {
        var run = _next;
        _next = start();
        run.Begin();
        return run;
    }

    public void Dispose() => _next.Dispose();
}
