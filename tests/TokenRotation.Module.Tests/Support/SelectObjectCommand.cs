using System.Management.Automation;

namespace TokenRotation.Module.Tests.Support;

/// <summary>
/// Select-Object -First, which the bare engine lacks: it stops what comes before it in the pipeline in the way that
/// PowerShell's own does, by an exception that only the engine can make.
/// </summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private int _seen;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true)]
    public int First { get; set; }

    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        if (++_seen >= First)
        {
            var type = typeof(PSCmdlet).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;
            throw (Exception)Activator.CreateInstance(type, this)!;
        }
    }
}
