using System.Management.Automation;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Binding.Platform;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Rotating;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Policies;
using TokenRotation.Specs;

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

    /// <summary>
    /// How long both tokens stay enabled once the new one is stored and verified. A day with a store if not given, and nothing
    /// with -Compromised.
    /// </summary>
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
    /// What the parameters say of the policy; what contradicts itself, or does nothing, ends the cmdlet before anything is
    /// asked of an environment.
    /// </summary>
    private protected PolicyLayer PolicyOfParameters()
    {
        if (!RequireUse && new[] { nameof(IdleFor), nameof(UseDeadline), nameof(WhenUnused) }.FirstOrDefault(IsGiven) is { } idle)
        {
            ThrowTerminatingError(ErrorRecords.ParameterMissing(idle, nameof(RequireUse)));
        }

        var layer = Refine(new PolicyLayer
        {
            ExpiringWithin = ExpiringWithin,
            MaximumAge = MaximumAge,
            LifetimeFraction = LifetimeFraction,
            Spread = IsGiven(nameof(Spread)) ? Spread : null,
            Overlap = IsGiven(nameof(Overlap)) ? Overlap : null,
            GracePeriod = GraceIsGiven ? GracePeriod : null,
            RequireUse = RequireUse ? true : null,
            IdleFor = IsGiven(nameof(IdleFor)) ? IdleFor : null,
            Deadline = UseDeadline,
            WhenUnused = IsGiven(nameof(WhenUnused)) ? WhenUnused : null,
        });
        if (layer.Conflict() is { } conflict)
        {
            ThrowTerminatingError(ErrorRecords.PolicyContradicts(RotationMessages.Contradicts(conflict)));
        }

        return layer;
    }

    /// <summary>Adds what a cmdlet has of its own.</summary>
    private protected virtual PolicyLayer Refine(PolicyLayer layer) => layer;

    /// <summary>Adds the tokens of spec files to what is asked for, in the environments that each is for.</summary>
    private protected void ReadSpecs(
        RequestedTargets requested, string[] paths, string[] literalPaths, IReadOnlyList<Connection> connected)
    {
        var files = new SpecFiles(this);
        foreach (var file in files.Named(paths, literalPaths))
        {
            Serve(file, () =>
            {
                if (connected.Count == 0 || files.TextOf(file) is not { } text)
                {
                    return;
                }

                var specs = RotationSpecFile.Read(text, connected[0].Api.ServerTime);
                foreach (var warning in specs.Warnings)
                {
                    WriteWarning(warning);
                }

                RequireEntryIn(file, specs.Tokens.Any(requested.HasEntry));
                var faults = new List<SpecFault>();
                foreach (var spec in specs.Tokens)
                {
                    var fitting = ConnectionsOf(spec, connected).Where(known => known.IsAccount == spec.IsPlatform).ToList();
                    if (fitting.Count == 0 && spec.Environments is null)
                    {
                        faults.Add(new SpecFault(
                            spec.Line, 1, null, SpecMessages.NoneOfItsKind(spec.Token.Name, spec.IsPlatform)));
                    }

                    var token = spec.Token with { Resource = ResourceNames.UrnsOf(spec.Token.Resource) };
                    requested.Add(spec with { Token = token }, fitting);
                }

                if (faults.Count > 0)
                {
                    throw new TokenSpecFileException(file, faults);
                }
            });
        }
    }

    private IEnumerable<Connection> ConnectionsOf(RotationSpec spec, IReadOnlyList<Connection> connected) =>
        spec.Environments is { } named
            ? named.SelectMany(environment => FindConnections(new EnvironmentReference(environment)))
            : connected;

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
