using System.Management.Automation;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;

namespace TokenRotation.Cmdlets;

/// <summary>Lists the environments that this session is connected to. Asks no server.</summary>
[Cmdlet(VerbsCommon.Get, "DtEnvironment")]
[OutputType(typeof(DtEnvironment))]
public sealed class GetDtEnvironmentCommand : PSCmdlet
{
    /// <summary>URLs or IDs of environments, with wildcards.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [Alias("Uri", "Url")]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Environment { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // A copy: what comes later in the pipeline may disconnect.
        foreach (var environment in ConnectionTable.OfThisRunspace().Environments.ToList())
        {
            if (Wildcards.Match(Environment, environment.Environment) || Wildcards.Match(Environment, environment.EnvironmentId))
            {
                WriteObject(environment);
            }
        }
    }
}
