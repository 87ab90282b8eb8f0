using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Rotating;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Shows where rotations stand and what Invoke-DtTokenRotation would do next, without changing anything: every rotation of
/// the environment, or those of the tokens that are named or piped in.
/// </summary>
[Cmdlet(VerbsCommon.Get, "DtTokenRotation", DefaultParameterSetName = ById)]
[OutputType(typeof(DtTokenRotation))]
public sealed class GetDtTokenRotationCommand : DtPlanningCmdlet
{
    private const string ById = "Id";
    private const string ByName = "Name";

    private readonly Dictionary<Connection, RotationWishes> _wanted = [];

    private PolicyLayer _policy = PolicyLayer.Empty;
    private SecretDestination? _destination;

    /// <summary>
    /// The ID of the old or the new token: prefix and public part. Without it, every rotation that is under way.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = ById, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TokenId")]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [ValidateNotNullOrEmpty]
    public TokenReference[] Id { get; set; } = [];

    /// <summary>Names of the old or the new token, with wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByName)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TokenNamePatternCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

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
            if (!_wanted.TryGetValue(connection, out var wishes))
            {
                _wanted.Add(connection, wishes = new RotationWishes());
            }

            wishes.All |= Id.Length == 0 && Name.Length == 0;
            var ids = Id.Where(token => !token.IsName && Takes(token)).Select(token => token.Id);
            wishes.Ids.UnionWith(ids.Concat(Name.Where(TokenIds.IsId)));
            var literal = Id.Where(token => token.IsName).Select(token => WildcardPattern.Escape(token.Id));
            wishes.Names.UnionWith(literal.Concat(Name.Where(name => !TokenIds.IsId(name))));
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

    /// <inheritdoc/>
    private protected override bool TakesAccounts => true;

    private void Show(Connection connection, RotationWishes wishes)
    {
        var run = Await(
            connection.Api.Environment, stopping => BeginRunAsync(connection, new RotationOptions(), stopping, stopping));
        foreach (var oldId in Rotations(run.Snapshot, wishes))
        {
            Serve(oldId, () =>
            {
                var target = new RotationTarget
                {
                    OldId = oldId,
                    Policy = PolicyLayer.Resolve(connection.Api.ServerTime, _policy),
                    MayBegin = !wishes.All,
                    Places = SecretDestination.PlacesOf(_destination, connection.EnvironmentId),
                };
                var facts = Await(oldId, _ => TokenKinds.FinderOf(run, target).ObserveAsync());
                foreach (var sentence in RotationMessages.GaveWay(facts))
                {
                    WriteWarning(sentence);
                }

                WriteObject(new DtTokenRotation(connection.Api.Environment, facts, TokenKinds.Plan(facts))
                {
                    StoreHolds = StoreContents.Of(facts),
                });
            });
        }
    }

    private IEnumerable<string> Rotations(TenantSnapshot snapshot, RotationWishes wishes)
    {
        if (wishes.All)
        {
            return snapshot.Rotations;
        }

        var known = wishes.Ids.Where(id => snapshot.Knows(id)).ToList();
        foreach (var missing in wishes.Ids.Except(known))
        {
            WriteError(ErrorRecords.NoTokenOfId(missing));
        }

        return known.Concat(wishes.Names.SelectMany(name => IdsOf(snapshot, name)))
            .Select(id => snapshot.Find(id) is { } token ? TargetFinder.RotationOf(token) : id)
            .Distinct(StringComparer.Ordinal);
    }

    // A token and what replaces it bear the same name, and are one rotation.
    private IEnumerable<string> IdsOf(TenantSnapshot snapshot, string pattern)
    {
        var found = snapshot.Tokens
            .Select(token => (token.Id, Name: NameStamp.Read(token.Name)))
            .Where(token => token.Name.BaseName == pattern || Wildcards.Match([pattern], token.Name.BaseName))
            .ToList();
        if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(pattern))
        {
            WriteError(ErrorRecords.NoTokenOfName(pattern));
        }

        var replacements = found
            .Where(token => token.Name.Stamp is { Kind: not StampKind.Pending })
            .Select(token => token.Name.Stamp!.PartnerId ?? string.Empty);
        var ids = found.Select(token => token.Id).Except(replacements).ToList();
        return ids.Where(id => !ids.Contains(snapshot.ReplacedBy(id) ?? string.Empty));
    }
}
