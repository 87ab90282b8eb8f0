using System.Management.Automation;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Cmdlets.Base;

/// <summary>A cmdlet that plans rotations: the policy that it plans by, and the tokens that it is asked about.</summary>
public abstract class DtRotationCmdlet : DtEnvironmentCmdlet
{
    private protected static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>A cmdlet that has not begun.</summary>
    protected DtRotationCmdlet() => Audit = new AuditTrail(this);

    /// <summary>A token is due so long before it expires: 14d, 12h, a TimeSpan.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    public TimeSpan? ExpiringWithin { get; set; }

    /// <summary>A token is due so long after its creation, whether it expires or not.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    public TimeSpan? MaximumAge { get; set; }

    /// <summary>A token is due after this share of its lifetime: 0.66 for two thirds.</summary>
    [Parameter]
    public double? LifetimeFraction { get; set; }

    /// <summary>Due times are put off by up to this, each token by an amount of its own, so that a fleet does not rotate all at once.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    public TimeSpan Spread { get; set; }

    /// <summary>How long both tokens stay enabled once the new one is stored and verified. Nothing if not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    public TimeSpan Overlap { get; set; }

    /// <summary>Revokes the old token only once the new one has been used and the old one has been idle for -IdleFor.</summary>
    [Parameter]
    public SwitchParameter RequireUse { get; set; }

    /// <summary>How long the old token must not have been used, with -RequireUse. A day if not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    public TimeSpan IdleFor { get; set; } = Day;

    /// <summary>How long that is waited for, with -RequireUse. For ever if not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    public TimeSpan? UseDeadline { get; set; }

    /// <summary>What happens after -UseDeadline: Wait on, Warn, or Force the revocation.</summary>
    [Parameter]
    public UnusedAction WhenUnused { get; set; } = UnusedAction.Wait;

    /// <summary>How long an old token stays revoked before it may be deleted: 7d, 12h, a TimeSpan. Seven days if not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    public TimeSpan GracePeriod { get; set; } = RotationPolicy.DefaultGracePeriod;

    /// <summary>The SecretManagement vault that holds the tokens' secrets.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>The name of the secret in the store. It may hold {Name}, {Id} and {Environment}.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>Stores a secret: param($Name, $Token, $TokenId). Without -Retrieve nothing can be read back, and it counts as a pipeline.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Store { get; set; }

    /// <summary>Reads a secret of -Store: param($Name) gives a SecureString, a string or nothing.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Retrieve { get; set; }

    /// <summary>Removes a secret of -Store: param($Name). Without it, what is needed no longer stays there.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Discard { get; set; }

    /// <summary>What is noted in the audit log.</summary>
    internal AuditTrail Audit { get; }

    /// <summary>Where secrets go; null for the pipeline. Parameters that do not fit together end the cmdlet.</summary>
    private protected SecretDestination? DestinationOfParameters() =>
        new StoreParameters { Vault = Vault, SecretName = SecretName, Store = Store, Retrieve = Retrieve, Discard = Discard }
            .OpenFor(this, InvokeInSession);

    /// <summary>The policy as the parameters state it; a contradiction ends the cmdlet before anything is asked of an environment.</summary>
    private protected RotationPolicy PolicyOfParameters()
    {
        var policy = Refine(new RotationPolicy
        {
            Scheduled = ExpiringWithin is not null || MaximumAge is not null || LifetimeFraction is not null,
            ExpiringWithin = ExpiringWithin,
            MaximumAge = MaximumAge,
            LifetimeFraction = LifetimeFraction,
            Spread = Spread,
            Overlap = Overlap,
            Use = RequireUse ? new UseRequirement(IdleFor, UseDeadline, WhenUnused) : null,
            GracePeriod = GracePeriod,
        });
        if (policy.Contradiction() is { } contradiction)
        {
            ThrowTerminatingError(ErrorRecords.PolicyContradicts(contradiction));
        }

        return policy;
    }

    /// <summary>Adds what a cmdlet has of its own.</summary>
    private protected virtual RotationPolicy Refine(RotationPolicy policy) => policy;

    /// <summary>Lists an environment; what a run there sees and does starts from this.</summary>
    private protected static async Task<RotationRun> BeginRunAsync(
        Connection connection, RotationOptions options, CancellationToken listing, CancellationToken abort)
    {
        connection.Api.RestartServerTimes();
        var snapshot = await TenantSnapshot.TakeAsync(connection.Api, listing).ConfigureAwait(false);
        return new RotationRun(connection.Api, connection.Caller, snapshot, options, abort);
    }
}
