using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Targets;
using TokenRotation.Secrets;
using TokenRotation.Specs;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>How the tokens that a user names are to be rotated where a spec file says nothing else.</summary>
/// <param name="Layer">What the parameters say of the policy.</param>
/// <param name="Wish">How new tokens are to differ from old ones.</param>
/// <param name="Destination">Where secrets go; null for the pipeline.</param>
/// <param name="ReconcileScopes">Tokens get the scopes of the spec file.</param>
internal sealed record RequestTerms(PolicyLayer Layer, SuccessorWish Wish, SecretDestination? Destination, bool ReconcileScopes)
{
    /// <inheritdoc cref="RotationTarget.RequireProbe"/>
    public bool RequireProbe { get; init; }
}

/// <summary>
/// The tokens that a user names in each environment, by ID, name or spec file, from all records of a pipeline; and, once an
/// environment has been listed, the rotations that are meant.
/// </summary>
internal sealed class RequestedTargets(DtRotationCmdlet cmdlet, RequestTerms terms, HeldErrors errors, SessionScript session)
{
    private readonly Dictionary<Connection, RotationWishes> _wishes = [];
    private readonly Dictionary<string, SecretManagementStore> _vaults = new(StringComparer.OrdinalIgnoreCase);

    private EntryClaims? _claims;
    private string? _defaultVault;

    // When the first environment is asked for its rotations, all of them are known.
    private EntryClaims Claims => LazyInitializer.EnsureInitialized(ref _claims, () => new EntryClaims(_wishes.Count))!;

    /// <summary>The environments in which something was named.</summary>
    public IEnumerable<Connection> Environments => _wishes.Keys;

    /// <summary>What is named in an environment.</summary>
    public RotationWishes In(Connection connection)
    {
        if (!_wishes.TryGetValue(connection, out var wishes))
        {
            _wishes.Add(connection, wishes = new RotationWishes());
        }

        return wishes;
    }

    /// <summary>The secret of a spec file's token goes where it can be read back.</summary>
    public bool HasEntry(RotationSpec spec) => DestinationOf(spec) is { Receiver: null };

    /// <summary>Adds a token of a spec file for the environments that it is for.</summary>
    public void Add(RotationSpec spec, IEnumerable<Connection> connections)
    {
        var destination = DestinationOf(spec);
        foreach (var connection in connections)
        {
            In(connection).Specs.Add((spec, destination));
        }
    }

    /// <summary>The rotations in an environment; what stands in the way of one is said.</summary>
    public async Task<IReadOnlyList<RotationTarget>> FindAsync(Connection connection, RotationRun run)
    {
        var wishes = In(connection);
        var finder = new TargetFinder(run, PatternFor(connection, terms.Destination));
        foreach (var id in wishes.PipedIds)
        {
            finder.AddId(id, isPiped: true);
        }

        foreach (var id in wishes.Ids)
        {
            finder.AddId(id);
        }

        foreach (var name in wishes.Names)
        {
            await finder.AddNameAsync(name).ConfigureAwait(false);
        }

        foreach (var (spec, destination) in wishes.Specs)
        {
            var own = PatternFor(connection, destination) with
            {
                Policy = PolicyLayer.Resolve(connection.Api.ServerTime, spec.Layer, terms.Layer),
            };
            await finder.AddSpecAsync(spec.Token, own, terms.ReconcileScopes).ConfigureAwait(false);
        }

        await RotationSession.SayAsync(cmdlet, errors, finder.Problems).ConfigureAwait(false);
        var claims = await Claims.AgreeAsync(connection, EntryClaim.Of(run, finder.Targets).ToList()).ConfigureAwait(false);
        return EntryClaim.Settle(run.Api.Environment, finder.Targets, claims);
    }

    /// <summary>The environment has come to its end: nobody waits to hear which entries its tokens have.</summary>
    public void Leave(Connection connection) => Claims.Leave(connection);

    // One object a vault: what one token has proved of it need not be proved again.
    private SecretDestination? DestinationOf(RotationSpec spec)
    {
        var parts = spec.Stores.Select(DestinationOf).OfType<SecretDestination>().ToList();
        return parts.Count == 0 ? terms.Destination : parts[0] with { Entries = [.. parts.SelectMany(part => part.Entries)] };
    }

    private SecretDestination? DestinationOf(RotationSpecStore wanted)
    {
        var name = wanted.SecretName is { } template ? SecretName.Parse(template) : null;
        var vault = wanted.Vault;
        if (vault is null && (name is null || terms.Destination is not null))
        {
            return name is null ? terms.Destination : terms.Destination?.Named([name]);
        }

        vault ??= _defaultVault ??= Vaults.DefaultOf(cmdlet);
        if (!_vaults.TryGetValue(vault, out var store))
        {
            _vaults.Add(vault, store = new SecretManagementStore(vault, session));
        }

        return SecretDestination.In([store], [name ?? SecretName.OfToken]);
    }

    private RotationTarget PatternFor(Connection connection, SecretDestination? destination) => new()
    {
        OldId = string.Empty,
        Policy = PolicyLayer.Resolve(connection.Api.ServerTime, terms.Layer),
        Wish = terms.Wish,
        RequireProbe = terms.RequireProbe,
        MayBegin = true,
        Places = SecretDestination.PlacesOf(destination, connection.EnvironmentId),
    };
}
