using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Shows where rotations stand and what Invoke-DtTokenRotation would do next, without changing anything: every rotation of
/// the environment, or those of the tokens that are named or piped in.
/// </summary>
[Cmdlet(VerbsCommon.Get, "DtTokenRotation")]
[OutputType(typeof(DtTokenRotation))]
public sealed class GetDtTokenRotationCommand : DtPlanningCmdlet
{
    private readonly Dictionary<Connection, HashSet<string>> _wanted = [];

    private PolicyLayer _policy = PolicyLayer.Empty;
    private SecretDestination? _destination;

    /// <summary>The ID of the old or the new token: prefix and public part. Without it, every rotation that is under way.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("TokenId")]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _policy = PolicyOfParameters();
        _destination = DestinationOfParameters();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var connection in ResolveConnections())
        {
            if (!_wanted.TryGetValue(connection, out var ids))
            {
                _wanted.Add(connection, ids = new HashSet<string>(StringComparer.Ordinal));
            }

            ids.UnionWith(Id.Where(Takes));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var wanted in _wanted)
        {
            Serve(wanted.Key.Api.Environment, () => Show(wanted.Key, wanted.Value));
        }

        base.EndProcessing();
    }

    private void Show(Connection connection, HashSet<string> ids)
    {
        var run = Await(connection.Api.Environment, stopping => BeginRunAsync(connection, new RotationOptions(), stopping, stopping));
        foreach (var oldId in Rotations(run.Snapshot, ids))
        {
            Serve(oldId, () =>
            {
                var target = new RotationTarget
                {
                    OldId = oldId,
                    Policy = PolicyLayer.Resolve(connection.Api.ServerTime, _policy),
                    MayBegin = ids.Count > 0,
                    Places = SecretDestination.PlacesOf(_destination, connection.EnvironmentId),
                };
                var facts = Await(oldId, _ => new FactFinder(run, target).ObserveAsync());
                foreach (var sentence in RotationMessages.GaveWay(facts))
                {
                    WriteWarning(sentence);
                }

                WriteObject(new DtTokenRotation(connection.Api.Environment, facts, RotationPlanner.Plan(facts)));
            });
        }
    }

    private IEnumerable<string> Rotations(TenantSnapshot snapshot, HashSet<string> ids)
    {
        if (ids.Count == 0)
        {
            return snapshot.Rotations;
        }

        var known = ids.Where(id => snapshot.Knows(id)).ToList();
        foreach (var missing in ids.Except(known))
        {
            WriteError(ErrorRecords.NoTokenOfId(missing));
        }

        return known.Select(id => snapshot.Find(id) is { } token ? TargetFinder.RotationOf(token) : id).Distinct(StringComparer.Ordinal);
    }
}
