using System.Management.Automation;

namespace TokenRotation.Module.Tests.Support;

/// <summary>
/// Passes on what comes in, and tells when the pipeline is stopped. PowerShell stops a pipeline's commands in their order:
/// by then those before it know of the stop.
/// </summary>
[Cmdlet(VerbsCommon.Watch, "Stop")]
public sealed class WatchStopCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    [Parameter(Mandatory = true, Position = 0)]
    public Action Tell { get; set; } = () => { };

    protected override void ProcessRecord() => WriteObject(InputObject);

    protected override void StopProcessing() => Tell();
}
