using System.Management.Automation;
using Polly;

namespace TokenRotation.Neighbour;

/// <summary>Runs something through the neighbour's Polly and says where that was loaded from.</summary>
[Cmdlet(VerbsOther.Use, "NeighbourPolly")]
public sealed class UseNeighbourPollyCommand : Cmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var pipeline = new ResiliencePipelineBuilder().Build();
        WriteObject(pipeline.Execute(() => typeof(ResiliencePipeline).Assembly.Location));
    }
}
