using System.Management.Automation;
using TokenRotation.Api.Connecting;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Incidents;
using TokenRotation.Cmdlets.Rotating;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Advances each token's rotation as far as it may go now: a new token is created, verified, and stored or handed over. With a
/// store the old one is revoked then, and after its grace period deleted; without one, Complete-DtTokenRotation says when. May
/// be run again at any time, after a crash above all.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "DtTokenRotation", DefaultParameterSetName = ById, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DtRotatedToken), ParameterSetName = [ById, ByName, ByToken])]
[OutputType(typeof(DtTokenRotation), ParameterSetName = [ById, ByName, ByToken, ByPath, ByLiteralPath])]
public sealed class InvokeDtTokenRotationCommand : DtPlanningCmdlet
{
    private const string ById = "Id";
    private const string ByName = "Name";
    private const string ByToken = "Token";
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    private readonly RunLimits _limits = new();
    private readonly HeldErrors _errors = new();
    private readonly BrokenPipeline _broken;

    private RequestedTargets? _requested;
    private SecretDestination? _destination;
    private bool _namesIds;

    /// <summary>A cmdlet that has not begun.</summary>
    public InvokeDtTokenRotationCommand() => _broken = new BrokenPipeline(_limits.Stop);

    private SuccessorWish Wish => new(NewName, Scope);

    private RequestedTargets Requested => _requested!;

    private ConsumerScript? Consumer => After is null ? null : new ConsumerScript(After, InvokeInSession);

    /// <summary>The ID of the old token: prefix and public part, dt0c01.PUBLICPART. Never the secret.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById, ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("TokenId")]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [ValidateNotNullOrEmpty]
    public TokenReference[] Id { get; set; } = [];

    /// <summary>The exact name of the old token. If several enabled tokens are called so, none is rotated.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByName)]
    [ArgumentCompleter(typeof(TokenNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The whole old token, as a SecureString: the environment says which token it is.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByToken)]
    [ValidateNotNullOrEmpty]
    public DtSecret[] Token { get; set; } = [];

    /// <summary>Spec files: what is missing is created and stored, what is due is rotated. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Spec files, by names that are taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Gives tokens whose scopes differ from the spec file's those of the file, when they are rotated next.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    public SwitchParameter ReconcileScopes { get; set; }

    /// <summary>The new token's name; without it, the old one's.</summary>
    [Parameter(ParameterSetName = ById)]
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByToken)]
    [ValidateLength(1, NameStamp.MaximumNameLength)]
    public string? NewName { get; set; }

    /// <summary>The new token's scopes; without it, those of the old one that can still be granted.</summary>
    [Parameter(ParameterSetName = ById)]
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByToken)]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Scope { get; set; }

    /// <summary>
    /// How long the new token lives: 90d, 12h, a TimeSpan, a date; without it, as long as the old one was made for.
    /// </summary>
    [Parameter(ParameterSetName = ById)]
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByToken)]
    [Alias("ExpiresIn")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration? Lifetime { get; set; }

    /// <summary>Emits the new token as plain text instead of a SecureString.</summary>
    [Parameter(ParameterSetName = ById)]
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByToken)]
    public SwitchParameter AsPlainText { get; set; }

    /// <summary>The old secret has leaked: the old token is revoked before its successor is made.</summary>
    [Parameter(ParameterSetName = ById)]
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByToken)]
    public SwitchParameter Compromised { get; set; }

    /// <summary>Rotates tokens too that share dashboards or reports, and those that belong to no user.</summary>
    [Parameter(ParameterSetName = ById)]
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByToken)]
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// The store's entry is a new one: there is none of this name, or it holds a token that the environment does not have. The
    /// old token is revoked only once the new one is used.
    /// </summary>
    [Parameter]
    public SwitchParameter NewEntry { get; set; }

    /// <summary>
    /// A new platform token counts only once an environment has shown that its secret works: the account's list is too little.
    /// </summary>
    [Parameter]
    public SwitchParameter RequireProbe { get; set; }

    /// <summary>
    /// Runs once the store holds a new secret, and makes its consumer read it: param($Rotation). If it fails, both tokens stay
    /// enabled. It runs again before the old token is revoked by a later run.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? After { get; set; }

    /// <summary>After this time no further step is begun: 3h, 45m, a TimeSpan. The next run goes on.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration? TimeBudget { get; set; }

    /// <summary>How many requests to one environment may be under way at a time.</summary>
    [Parameter]
    [ValidateRange(1, RotationOptions.MaximumThrottleLimit)]
    public int ThrottleLimit { get; set; } = RotationOptions.DefaultThrottleLimit;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _limits.Watch();
        // What the pipeline brings is bound later.
        _namesIds = MyInvocation.BoundParameters.ContainsKey(nameof(Id));
        var policy = PolicyOfParameters();
        _destination = DestinationOfParameters();
        if (AsPlainText && _destination is not null)
        {
            ThrowTerminatingError(ErrorRecords.ParametersContradict(
                nameof(AsPlainText), Store is not null ? nameof(Store) : Vault is not null ? nameof(Vault) : nameof(SecretName)));
        }

        // The tokens of a file have stores of their own.
        if (ParameterSetName is not (ByPath or ByLiteralPath))
        {
            RequireEntry(_destination);
        }

        var terms = new RequestTerms(policy, Wish, _destination, ReconcileScopes) { RequireProbe = RequireProbe };
        _requested = new RequestedTargets(this, terms, _errors, InvokeInSession);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ScopeNames.SlipIn(Scope, WriteWarning) is { } slip)
        {
            WriteError(slip);
            return;
        }

        var connections = ResolveConnections().ToList();
        foreach (var connection in connections)
        {
            var wishes = Requested.In(connection);
            wishes.Names.UnionWith(Name.Concat(Id.Where(token => token.IsName).Select(token => token.Id)));
            var ids = _namesIds ? wishes.Ids : wishes.PipedIds;
            ids.UnionWith(Id.Where(token => !token.IsName && Takes(token)).Select(token => token.Id));
            FindSecrets(connection, wishes);
        }

        ReadSpecs(Requested, Path, LiteralPath, connections);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _limits.Begin(TimeBudget);
        var probedAt = ConnectionTable.OfThisRunspace().Probeable;
        try
        {
            Await(
                MyInvocation.InvocationName,
                abort => Task.WhenAll(Requested.Environments.Select(one => RunAsync(one, probedAt, abort)).ToList()));
        }
        finally
        {
            _limits.Tell(_errors);
            _broken.Write(_errors, this);
        }

        _broken.ThrowIfBroken();
        base.EndProcessing();
    }

    /// <inheritdoc/>
    private protected override bool TakesAccounts => true;

    /// <inheritdoc/>
    private protected override void WriteNotes()
    {
        base.WriteNotes();
        _limits.WriteNotes(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _limits.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    private protected override PolicyLayer Refine(PolicyLayer layer) => layer with
    {
        IsScheduled = ParameterSetName is ByPath or ByLiteralPath,
        Lifetime = Lifetime,
        Compromised = Compromised,
        Force = Force,
        NewEntry = NewEntry,
    };

    private async Task RunAsync(Connection connection, IReadOnlyList<EnvironmentUrl> probedAt, CancellationToken abort)
    {
        var options = new RotationOptions
        {
            ThrottleLimit = ThrottleLimit,
            Locks = RunnerLocks.OfThisUser(),
            ProbedAt = probedAt,
        };
        var terms = new ConversationTerms(Wish, _destination, GoesThroughAll: false, AsPlainText, After: Consumer);
        var session = new RotationSession(this, connection, terms, _errors, _limits.Stop, _broken.Break);
        try
        {
            var targets = await session.RunAsync(
                options, run => Requested.FindAsync(connection, run), abort).ConfigureAwait(false);
            if (Compromised)
            {
                await LeakEnding.TellAsync(this, connection, targets, _errors, abort).ConfigureAwait(false);
            }
        }
        finally
        {
            Requested.Leave(connection);
        }
    }

    private void FindSecrets(Connection connection, RotationWishes wishes)
    {
        foreach (var secret in Token)
        {
            Serve(ApiTokens.Shown(secret), () =>
            {
                using var token = ApiToken.Parse(secret);
                wishes.Ids.Add(Await(token.ToString(), stopping => NamedTokens.IdOfAsync(connection.Api, token, stopping)));
            });
        }
    }
}
