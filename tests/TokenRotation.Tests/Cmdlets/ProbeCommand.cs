using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Stores;

namespace TokenRotation.Tests.Cmdlets;

/// <summary>A cmdlet on the module's base class that awaits what a test gives it.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Probe")]
public sealed class ProbeCommand : DtEnvironmentCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public Func<ProbeCommand, CancellationToken, Task>? Call { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    public int Thread { get; private set; }

    public Task<T> Leave<T>(Func<T> work) => OnPipelineThread(work);

    internal SessionScript Session => InvokeInSession;

    public Task Emit(object value) => OnPipelineThread(() => WriteObject(value));

    protected override void ProcessRecord()
    {
        Thread = System.Environment.CurrentManagedThreadId;
        Await("probe", stopping => Call!(this, stopping));
    }
}
