using TokenRotation.Api;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Rotation.Targets;

/// <summary>Finds the rotations that a user means, by IDs, names or a spec file, and notes what cannot be found.</summary>
/// <param name="run">The run whose snapshot is searched.</param>
/// <param name="pattern">What all targets have in common.</param>
internal sealed class TargetFinder(RotationRun run, RotationTarget pattern)
{
    private readonly Dictionary<string, RotationTarget> _targets = new(StringComparer.Ordinal);
    private readonly List<TargetProblem> _problems = [];

    /// <summary>What was found, each rotation once.</summary>
    public IReadOnlyList<RotationTarget> Targets => _targets.Values.ToList();

    public IReadOnlyList<TargetProblem> Problems => _problems;

    /// <summary>Every rotation that is under way; none is begun.</summary>
    public void AddAll()
    {
        foreach (var oldId in run.Snapshot.Rotations)
        {
            Add(pattern with { OldId = oldId, MayBegin = false });
        }
    }

    /// <summary>
    /// A token by its ID. A pending successor stands for the token that it replaces, unless it is the one that has leaked.
    /// </summary>
    /// <param name="id">The ID.</param>
    /// <param name="isPiped">It came with others through a pipeline; nobody has named it.</param>
    public void AddId(string id, bool isPiped = false)
    {
        if (run.Snapshot.Find(id) is { } token)
        {
            Add(pattern with { OldId = pattern.Policy.Compromised ? id : RotationOf(token), IsPiped = isPiped });
        }
        else if (run.Snapshot.Knows(id))
        {
            Add(pattern with { OldId = id, IsPiped = isPiped });
        }
        else
        {
            _problems.Add(new TargetProblem(TargetProblemKind.NoSuchId, id));
        }
    }

    /// <summary>The rotation that a token belongs to, old or new, whatever its name says by now.</summary>
    public void AddRotationOf(string id)
    {
        if (run.Snapshot.Find(id) is not { } token)
        {
            _problems.Add(new TargetProblem(TargetProblemKind.NoSuchId, id));
        }
        else if (run.Snapshot.HasSuccessors(id))
        {
            Add(pattern with { OldId = id });
        }
        else if (NameStamp.Read(token.Name).Stamp is null && run.Snapshot.Naming(id) is { Count: > 0 } naming)
        {
            Add(pattern with { OldId = naming[0] });
        }
        else if (run.Snapshot.Rotations.Contains(RotationOf(token)))
        {
            Add(pattern with { OldId = RotationOf(token) });
        }
        else
        {
            _problems.Add(new TargetProblem(TargetProblemKind.NotBeingReplaced, id));
        }
    }

    /// <summary>The one token of a name.</summary>
    public async Task AddNameAsync(string name)
    {
        var found = await NamedTokens.FindAsync(run, name).ConfigureAwait(false);
        found = found.Count == 0 && pattern.Policy.Compromised ? NamedTokens.Revoked(run, name) : found;
        if (IsOne(found, name))
        {
            Add(pattern with { OldId = found[0] });
        }
    }

    /// <summary>The rotation of the one token of a name.</summary>
    public async Task AddRotationOfNameAsync(string name)
    {
        var found = await NamedTokens.FindAsync(run, name).ConfigureAwait(false);
        if (IsOne(found, name))
        {
            AddRotationOf(found[0]);
        }
    }

    /// <summary>The token of a spec file, or the order to make it.</summary>
    /// <param name="wanted">What the token is to be.</param>
    /// <param name="own">The pattern with the file's own policy and store.</param>
    /// <param name="reconcile">Whether scopes that differ from the file's are mended.</param>
    public async Task AddSpecAsync(TokenSpec wanted, RotationTarget own, bool reconcile)
    {
        var found = await NamedTokens.FindAsync(run, wanted.Name).ConfigureAwait(false);
        if (found.Count == 0)
        {
            Add(own with { OldId = NewTokenKey.Of(wanted.Name), Missing = wanted });
        }
        else if (IsOne(found, wanted.Name))
        {
            await CompareScopesAsync(wanted, found[0], reconcile).ConfigureAwait(false);
            Add(own with { OldId = found[0], Wish = new SuccessorWish(null, reconcile ? wanted.Scopes : null) });
        }
    }

    /// <summary>The rotation that a token belongs to, by the ID of the token that is replaced.</summary>
    public static string RotationOf(DtToken token) => TenantSnapshot.IsLeased(token)
        ? LineageMark.Read(token.Name)!.OldId
        : NameStamp.Read(token.Name).Stamp switch
        {
            { Kind: StampKind.Pending, PartnerId: { } oldId } => oldId,
            { OriginId: { } originId } => originId,
            _ => token.Id,
        };

    private void Add(RotationTarget target) => _targets[target.OldId] = target;

    private bool IsOne(IReadOnlyList<string> found, string name)
    {
        if (found.Count == 1)
        {
            return true;
        }

        _problems.Add(found.Count == 0
            ? new TargetProblem(TargetProblemKind.NoSuchName, name)
            : new TargetProblem(TargetProblemKind.AmbiguousName, name) { Ids = found });
        return false;
    }

    private async Task CompareScopesAsync(TokenSpec wanted, string id, bool reconcile)
    {
        var token = run.Snapshot.Find(id)!;
        if (run.Api.Capabilities.ListsNamesOnly)
        {
            token = await run.Api.GetAsync(id, run.Abort).ConfigureAwait(false);
        }

        if (!reconcile && !new HashSet<string>(token.Scopes, StringComparer.Ordinal).SetEquals(wanted.Scopes))
        {
            _problems.Add(new TargetProblem(TargetProblemKind.ScopesDiffer, wanted.Name)
            {
                Missing = wanted.Scopes.Except(token.Scopes).ToList(),
                Surplus = token.Scopes.Except(wanted.Scopes).ToList(),
            });
        }
    }
}
