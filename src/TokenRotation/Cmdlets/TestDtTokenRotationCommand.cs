using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Checks;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Rotating;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Targets;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Says whether a rotation would work: the connection, the managing token, the clock, the store, and each token that is named or
/// piped in, with its entry. Changes nothing that stays.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "DtTokenRotation", DefaultParameterSetName = ById)]
[OutputType(typeof(DtRotationCheck))]
public sealed class TestDtTokenRotationCommand : DtPlanningCmdlet
{
    private const string ById = "Id";
    private const string ByName = "Name";
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    // What tokens are called plays no part in whether a store keeps an entry.
    private const string AnyName = "check";

    private readonly HeldErrors _errors = new();

    private RequestedTargets? _requested;
    private SecretDestination? _destination;

    private RequestedTargets Requested => _requested!;

    /// <summary>The ID of the token: prefix and public part. Without it, no token is looked at.</summary>
    [Parameter(Position = 0, ParameterSetName = ById, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TokenId")]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [ValidateNotNullOrEmpty]
    public TokenReference[] Id { get; set; } = [];

    /// <summary>The exact name of the token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByName)]
    [ArgumentCompleter(typeof(TokenNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Spec files: each of their tokens is looked at, and what is to be created. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Spec files, by names that are taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Tokens whose scopes differ from the spec file's are to get those of the file.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    public SwitchParameter ReconcileScopes { get; set; }

    /// <summary>
    /// The store's entry is to be a new one: there is none of this name, or it holds a token that the environment does not have.
    /// </summary>
    [Parameter]
    public SwitchParameter NewEntry { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var layer = PolicyOfParameters();
        _destination = DestinationOfParameters();
        // The tokens of a file have stores of their own.
        if (ParameterSetName is not (ByPath or ByLiteralPath))
        {
            RequireEntry(_destination);
        }

        _requested = new RequestedTargets(
            this, new RequestTerms(layer, SuccessorWish.None, _destination, ReconcileScopes), _errors, InvokeInSession);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var connections = ResolveConnections().ToList();
        foreach (var connection in connections)
        {
            var wishes = Requested.In(connection);
            wishes.Names.UnionWith(Name.Concat(Id.Where(token => token.IsName).Select(token => token.Id)));
            wishes.Ids.UnionWith(Id.Where(token => !token.IsName && Takes(token)).Select(token => token.Id));
        }

        ReadSpecs(Requested, Path, LiteralPath, connections);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Await(
            MyInvocation.InvocationName,
            abort => Task.WhenAll(Requested.Environments.Select(connection => CheckAsync(connection, abort)).ToList()));
        _errors.WriteTo(this);
        base.EndProcessing();
    }

    /// <inheritdoc/>
    private protected override bool TakesAccounts => true;

    /// <inheritdoc/>
    private protected override PolicyLayer Refine(PolicyLayer layer) => layer with
    {
        IsScheduled = ParameterSetName is ByPath or ByLiteralPath,
        NewEntry = NewEntry,
    };

    private async Task CheckAsync(Connection connection, CancellationToken abort)
    {
        var checks = new RotationChecks(connection, check => OnPipelineThread(() => WriteObject(check)));
        try
        {
            await checks.CheckCallerAsync().ConfigureAwait(false);
            var run = await BeginRunAsync(connection, new RotationOptions(), abort, abort).ConfigureAwait(false);
            await checks.CheckRunAsync(run).ConfigureAwait(false);
            await checks.CheckStoreAsync(run, SecretDestination.PlacesOf(_destination, connection.EnvironmentId), AnyName)
                .ConfigureAwait(false);
            foreach (var target in await Requested.FindAsync(connection, run).ConfigureAwait(false))
            {
                await checks.CheckTokenAsync(run, target).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (ErrorRecords.Explains(failure))
        {
            await checks.SayFailedAsync(failure).ConfigureAwait(false);
        }
        finally
        {
            Requested.Leave(connection);
        }
    }
}
