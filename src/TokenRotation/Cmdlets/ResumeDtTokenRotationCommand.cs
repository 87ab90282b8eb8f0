using System.Management.Automation;
using TokenRotation.Api.Connecting;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Rotating;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Goes on with the rotations that have begun, and deletes what is due: all of an environment, or those of the tokens that are
/// named or piped in. Begins nothing, and brings no revocation forward.
/// </summary>
[Cmdlet(VerbsLifecycle.Resume, "DtTokenRotation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DtTokenRotation))]
public sealed class ResumeDtTokenRotationCommand : DtRotationCmdlet
{
    private readonly Dictionary<Connection, RotationWishes> _wanted = [];
    private readonly RunLimits _limits = new();
    private readonly HeldErrors _errors = new();

    private SecretDestination? _destination;

    /// <summary>
    /// The ID of the old or the new token: prefix and public part. Without it, every rotation that is under way.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TokenId")]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [ValidateNotNullOrEmpty]
    public TokenReference[] Id { get; set; } = [];

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
        _destination = DestinationOfParameters();
        RequireEntry(_destination);
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

            // An ID that is none has been refused; it does not stand for all.
            wishes.All |= Id.Length == 0;
            wishes.Ids.UnionWith(Id.Where(token => !token.IsName && Takes(token)).Select(token => token.Id));
            wishes.Names.UnionWith(Id.Where(token => token.IsName).Select(token => token.Id));
        }
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
                abort => Task.WhenAll(_wanted.Select(wanted => RunAsync(wanted.Key, wanted.Value, probedAt, abort)).ToList()));
        }
        finally
        {
            _limits.Tell(_errors);
            _errors.WriteTo(this);
        }

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

    private ConsumerScript? Consumer => After is null ? null : new ConsumerScript(After, InvokeInSession);

    private Task<IReadOnlyList<RotationTarget>> RunAsync(
        Connection connection, RotationWishes wishes, IReadOnlyList<EnvironmentUrl> probedAt, CancellationToken abort)
    {
        var options = new RotationOptions
        {
            ThrottleLimit = ThrottleLimit,
            Locks = RunnerLocks.OfThisUser(),
            ProbedAt = probedAt,
        };
        var terms = new ConversationTerms(SuccessorWish.None, _destination, wishes.All, AsPlainText: false, After: Consumer);
        return new RotationSession(this, connection, terms, _errors, _limits.Stop, _ => { })
            .RunAsync(options, run => TargetsAsync(connection, run, wishes), abort);
    }

    private async Task<IReadOnlyList<RotationTarget>> TargetsAsync(Connection connection, RotationRun run, RotationWishes wishes)
    {
        var finder = new TargetFinder(run, new RotationTarget
        {
            OldId = string.Empty,
            Policy = new RotationPolicy { GracePeriod = GracePeriod, GraceIsGiven = GraceIsGiven, OverlapIsGiven = false },
            Places = SecretDestination.PlacesOf(_destination, connection.EnvironmentId),
        });
        if (wishes.All)
        {
            finder.AddAll();
        }

        foreach (var id in wishes.Ids)
        {
            finder.AddId(id);
        }

        foreach (var name in wishes.Names)
        {
            await finder.AddNameAsync(name).ConfigureAwait(false);
        }

        await RotationSession.SayAsync(this, _errors, finder.Problems).ConfigureAwait(false);
        return finder.Targets;
    }
}
