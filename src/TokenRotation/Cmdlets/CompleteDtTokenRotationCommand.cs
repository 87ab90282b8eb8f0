using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Rotating;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Says that new secrets have arrived where they are used: their old tokens are revoked. Each is done when its record comes, so
/// that a pipeline that breaks later leaves it done.
/// </summary>
[Cmdlet(VerbsLifecycle.Complete, "DtTokenRotation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DtTokenRotation))]
public sealed class CompleteDtTokenRotationCommand : DtEnvironmentCmdlet
{
    private readonly Dictionary<Connection, TenantSnapshot> _snapshots = [];
    private readonly RunLimits _limits = new();
    private readonly HeldErrors _errors = new();

    /// <summary>The ID of the new or the old token: prefix and public part, dt0c01.PUBLICPART. Never the secret.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TokenId")]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [ValidateNotNullOrEmpty]
    public TokenReference[] Id { get; set; } = [];

    /// <summary>How many requests to one environment may be under way at a time.</summary>
    [Parameter]
    [ValidateRange(1, RotationOptions.MaximumThrottleLimit)]
    public int ThrottleLimit { get; set; } = RotationOptions.DefaultThrottleLimit;

    /// <summary>
    /// How long an old token stays revoked before it may be deleted: 7d, 12h, a TimeSpan. Seven days if not given.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration GracePeriod { get; set; } = RotationPolicy.DefaultGracePeriod;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var tokens = Id.Where(token => token.IsName || Takes(token)).ToList();
        foreach (var connection in tokens.Count == 0 ? [] : ResolveConnections())
        {
            Await(MyInvocation.InvocationName, abort => CompleteAsync(connection, tokens, abort));
            _errors.WriteTo(this);
        }
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
    private protected override bool TakesAccounts => true;

    private Task<IReadOnlyList<RotationTarget>> CompleteAsync(
        Connection connection, List<TokenReference> tokens, CancellationToken abort)
    {
        var terms = new ConversationTerms(
            SuccessorWish.None, Destination: null, GoesThroughAll: false, AsPlainText: false, EmitsStates: true);
        return new RotationSession(this, connection, terms, _errors, _limits.Stop, _ => { })
            .RunAsync(() => BeginAsync(connection, abort), run => TargetsAsync(run, tokens));
    }

    // The whole environment is listed once; later records need what has changed since.
    private async Task<RotationRun?> BeginAsync(Connection connection, CancellationToken abort)
    {
        var options = new RotationOptions
        {
            ThrottleLimit = ThrottleLimit,
            Locks = RunnerLocks.OfThisUser(),
            Planner = TokenKinds.Complete,
        };
        _snapshots.TryGetValue(connection, out var known);
        var run = await DtRotationCmdlet.BeginRunAsync(connection, options, abort, abort, known).ConfigureAwait(false);
        _snapshots[connection] = run.Snapshot;
        return run;
    }

    private async Task<IReadOnlyList<RotationTarget>> TargetsAsync(RotationRun run, List<TokenReference> tokens)
    {
        var finder = new TargetFinder(run, new RotationTarget
        {
            OldId = string.Empty,
            Policy = new RotationPolicy
            {
                Arrived = true,
                GracePeriod = GracePeriod,
                GraceIsGiven = MyInvocation.BoundParameters.ContainsKey(nameof(GracePeriod)),
            },
        });
        foreach (var token in tokens)
        {
            if (token.IsName)
            {
                await finder.AddRotationOfNameAsync(token.Id).ConfigureAwait(false);
            }
            else
            {
                finder.AddRotationOf(token.Id);
            }
        }

        await RotationSession.SayAsync(this, _errors, finder.Problems).ConfigureAwait(false);
        return finder.Targets;
    }
}
