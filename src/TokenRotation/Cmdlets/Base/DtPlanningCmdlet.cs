using System.Management.Automation;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Rotation.Planning;

namespace TokenRotation.Cmdlets.Base;

/// <summary>A cmdlet that plans rotations: the policy that it plans by, and the tokens that it is asked about.</summary>
public abstract class DtPlanningCmdlet : DtRotationCmdlet
{
    /// <summary>A token is due so long before it expires: 14d, 12h, a TimeSpan.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration? ExpiringWithin { get; set; }

    /// <summary>A token is due so long after its creation, whether it expires or not.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration? MaximumAge { get; set; }

    /// <summary>A token is due after this share of its lifetime: 0.66 for two thirds.</summary>
    [Parameter]
    public double? LifetimeFraction { get; set; }

    /// <summary>
    /// Due times are put off by up to this, each token by an amount of its own, so that a fleet does not rotate all at once.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration Spread { get; set; } = TimeSpan.Zero;

    /// <summary>How long both tokens stay enabled once the new one is stored and verified. Nothing if not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration Overlap { get; set; } = TimeSpan.Zero;

    /// <summary>Revokes the old token only once the new one has been used and the old one has been idle for -IdleFor.</summary>
    [Parameter]
    public SwitchParameter RequireUse { get; set; }

    /// <summary>How long the old token must not have been used, with -RequireUse. A day if not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration IdleFor { get; set; } = UseRequirement.DefaultIdleFor;

    /// <summary>How long that is waited for, with -RequireUse. For ever if not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration? UseDeadline { get; set; }

    /// <summary>What happens after -UseDeadline: Wait on, Warn, or Force the revocation.</summary>
    [Parameter]
    public UnusedAction WhenUnused { get; set; } = UnusedAction.Wait;

    /// <summary>
    /// The policy as the parameters state it; a contradiction ends the cmdlet before anything is asked of an environment.
    /// </summary>
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
            GraceIsGiven = GraceIsGiven,
        });
        if (policy.Contradiction() is { } contradiction)
        {
            ThrowTerminatingError(ErrorRecords.PolicyContradicts(contradiction));
        }

        return policy;
    }

    /// <summary>Adds what a cmdlet has of its own.</summary>
    private protected virtual RotationPolicy Refine(RotationPolicy policy) => policy;
}
