using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Simulation;

/// <summary>
/// The promises of a rotation, checked after every event; I0 is that a run ends, and in no exception that nobody expects.
/// </summary>
/// <remarks>
/// <para>What somebody else breaks is not the rotation's doing. These of his acts, and no others, excuse it:</para>
/// <list type="bullet">
/// <item>His own act, or time running past a token's expiry, takes the consumer's working secret (I1): the event itself.</item>
/// <item>A run breaks I1, I2 or I3 by a token or an entry that he changed after that run last read it: the window between
/// an observation and the act on it, which nothing closes. A run reads a token by listing all, by its ID or by its secret; a
/// short list counts where the run has one rotation only. For I3 another run that takes its revocation back counts as well.</item>
/// <item>I1, I2, I4: he takes the commit mark from an old token, and the new token's secret cannot be seen in the run's store,
/// because there is none or because it is another: then nothing distinguishes the new token from one left behind.</item>
/// <item>I1, I2 in a pipeline: he writes a commit mark that names a token of the caller's own user.</item>
/// <item>I3: he writes the stamp of a revocation himself. Then the time since his own act counts; in API v1, which tells no
/// modification date, no time at all.</item>
/// <item>I5: a rotation stands at NeedsAttention or Refused, or its runs fail, after he did anything to its tokens or entries.
/// A request that the network carries out late, over something newer, counts as his act.</item>
/// </list>
/// <para>-Compromised excuses the revocation that it asks for from I1 and I2.</para>
/// </remarks>
internal sealed class Invariants(World world)
{
    private static readonly TimeSpan WholeSeconds = TimeSpan.FromSeconds(1);

    // How long the fence, and a network that carries a call out late, may hold a call up.
    private static readonly TimeSpan MostLate = RotationTimes.CommitWindow + TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Made> _made = new(StringComparer.Ordinal);
    private readonly HashSet<string> _operations = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _verified = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _revokedSince = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string What, int At)> _lastChange = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _takenBack = new(StringComparer.Ordinal);
    private readonly List<string> _secrets = [];

    private string? _leak;

    public IReadOnlyDictionary<string, Made> MadeTokens => _made;

    /// <summary>How often a run changed something in the tenant or in a vault.</summary>
    public int Changes { get; private set; }

    public void Know(TenantToken token) => _secrets.Add(token.Token);

    /// <summary>A token has proved itself with its own secret.</summary>
    public void Verified(string secret) => _verified.Add(secret);

    /// <summary>Somebody else has changed the token.</summary>
    public void Touched(string id)
    {
        _lastChange.Remove(id);
    }

    // ----- what the runs do

    public void Created(Run run, TenantToken token)
    {
        Changes++;
        _secrets.Add(token.Token);
        var stamp = NameStamp.Read(token.Name).Stamp;
        if (stamp is not { Kind: StampKind.Pending, PartnerId: { } oldId, Operation: { } operation })
        {
            throw new InvariantViolatedException("I5", $"{token} was created without a pending stamp");
        }

        if (!_operations.Add(operation))
        {
            throw new InvariantViolatedException("I7", $"operation {operation} created a second token");
        }

        _made.Add(token.Id, new Made(oldId, run.Number));
        world.TargetOf(oldId)?.Line.Add(token.Id);
        CheckName(token.Name);
    }

    public void Updated(Run run, TenantToken before, TenantToken after)
    {
        if (before.Name == after.Name && before.Enabled == after.Enabled)
        {
            return;
        }

        Changes++;
        CheckMayChange(run, before);
        CheckName(after.Name);
        CheckRepetition(run, before, after);
        var isStamped = IsStampedRevoked(after);
        if (after.Enabled)
        {
            _revokedSince.Remove(after.Id);
            _takenBack[after.Id] = world.EventIndex;
        }
        else if (before.Enabled || (isStamped && !_revokedSince.ContainsKey(after.Id)))
        {
            // Stamped anew, it has been revoked all the same since somebody did it.
            _revokedSince[after.Id] = !before.Enabled && IsStampedRevoked(before) && world.Outsider.StampedRevokedAt(after.Id) is { } theirs ? theirs : TimeOf(run);
        }
        else if (isStamped && TimeOf(run) < _revokedSince[after.Id])
        {
            // A call that was held up puts an older time over that of another run.
            _revokedSince[after.Id] = TimeOf(run);
        }

        if (before.Enabled && !after.Enabled && isStamped)
        {
            CheckRevocation(run, before, after);
        }
    }

    /// <summary>A token's secret has left its run.</summary>
    public void Given(string secret) => _given.Add(secret);

    public void Deleted(Run run, TenantToken before)
    {
        Changes++;
        CheckMayChange(run, before);
        if (run.TargetIds.Contains(before.Id) && !IsLeftBehind(before))
        {
            CheckDeletion(run, before);
        }
        else if (!IsLeftBehind(before) && !IsNowhere(run, before) && !IsUnseen(run, before.Id) && !(TargetOf(before) is { } target && IsExcused(run, target)))
        {
            throw new InvariantViolatedException("I4", $"{run} deleted {before}, which is not stamped as pending");
        }
    }

    public void EntryWritten(Run run, SimulatedVault vault, string entry, string? secret)
    {
        var before = vault[entry];
        if (before == secret)
        {
            return;
        }

        if (world.Targets.FirstOrDefault(target => target.Entry == entry) is not { } target)
        {
            // A canary comes and goes.
            Changes += entry.EndsWith("-canary", StringComparison.Ordinal) ? 0 : 1;
            return;
        }

        Changes++;
        if (before is not null && world.Tenant.FindBySecret(before) is { } held && !target.Line.Contains(held.Id)
            && world.Outsider.LastEntryAct(vault.Name, entry) <= run.SeenEntries.GetValueOrDefault((vault.Name, entry), -1))
        {
            throw new InvariantViolatedException("I4", $"{run} overwrote '{entry}', which held {held}");
        }
    }

    /// <summary>Something was said: a note, a report, a message.</summary>
    public void Said(string? text)
    {
        if (text is not null && _secrets.Find(secret => text.Contains(SecretPart(secret), StringComparison.Ordinal)) is not null)
        {
            _leak ??= "a secret stands in: " + text.Split('.')[0];
        }
    }

    // ----- after each event

    /// <param name="run">Whose event it was; null for time and for somebody else.</param>
    public void Check(Run? run)
    {
        if (_leak is not null)
        {
            throw new InvariantViolatedException("I6", _leak);
        }

        foreach (var target in world.Targets)
        {
            var works = world.ConsumerWorks(target);
            if (target.Works && !works && run is not null && IsBeingPutRight(run, target))
            {
                continue;
            }

            if (target.Works && !works && run is not null && !world.IsCompromised && !IsExcused(run, target))
            {
                throw new InvariantViolatedException("I1", $"{run} left '{target.Name}' without a working secret");
            }

            target.Works = works;
        }
    }

    // What a run does when it wakes it looks at, and puts right, before it ends; and what it collects it disables first and then
    // looks whether it is needed. If it dies between the two, another run does it.
    private bool IsBeingPutRight(Run run, Target target)
    {
        var isCollected = target.Line.Any(id => world.Tenant.Find(id) is { Enabled: false } token && NameStamp.Read(token.Name).Stamp is { OriginId: not null });
        var isLate = run is { HasSlept: true, IsOver: false };
        return isLate || (isCollected && !world.IsQuiet);
    }

    /// <summary>What somebody else did to the target's tokens or entries has not been seen by the run.</summary>
    public bool IsUnseen(Run run, Target target) =>
        target.Line.Any(id => IsUnseen(run, id))
        || world.Vaults.Exists(vault => world.Outsider.LastEntryAct(vault.Name, target.Entry) > run.SeenEntries.GetValueOrDefault((vault.Name, target.Entry), -1));

    private bool IsUnseen(Run run, string id) =>
        world.Outsider.LastStateAct(id) > run.SeenAt(id, nameOnly: false) || world.Outsider.LastNameAct(id) > run.SeenAt(id, nameOnly: true);

    // A run takes back what it has made as long as nobody can have the secret, whatever others call it.
    private bool IsNowhere(Run run, TenantToken token) =>
        _made.TryGetValue(token.Id, out var made) && made.Run == run.Number && !_given.Contains(token.Token);

    private Target? TargetOf(TenantToken token) => world.TargetOf(token.Id);

    private bool IsExcused(Run run, Target target) =>
        IsUnseen(run, target)
        || (target.MarkTaken && world.Vaults.Count != 1)
        || (target.MarkForged && (world.Vaults.Count == 0 || run.IsMisledAbout(target.Entry)));

    private void CheckRevocation(Run run, TenantToken before, TenantToken old)
    {
        if (world.TargetOf(old.Id) is not { } target || world.IsCompromised || run.Vault is null)
        {
            return;
        }

        var current = run.Vault[target.Entry];
        var token = current is null ? null : world.Tenant.FindBySecret(current);
        if (IsLeftBehind(before) && token is not null && token.Id != old.Id)
        {
            // What a dead run left behind is no old token: it has never been current, and an admin takes it away.
            return;
        }

        if ((token is null || token.Id == old.Id || !world.Works(token) || !_verified.Contains(current!)) && target.Works && !IsExcused(run, target))
        {
            throw new InvariantViolatedException("I2", $"{run} revoked {old}, and the store's current secret is {token?.ToString() ?? "none"}");
        }
    }

    private void CheckDeletion(Run run, TenantToken old)
    {
        if (IsUnseen(run, old.Id) || _takenBack.GetValueOrDefault(old.Id, -1) > run.SeenAt(old.Id, nameOnly: false))
        {
            return;
        }

        var theirs = world.Outsider.StampedRevokedAt(old.Id);
        if (theirs is not null && world.Scenario.Generation == ApiGeneration.V1)
        {
            return;
        }

        if (old.Enabled || (_revokedSince.TryGetValue(old.Id, out var ours) ? ours : theirs) is not { } since)
        {
            throw new InvariantViolatedException("I3", $"{run} deleted {old}, which no run had revoked");
        }

        if (world.Clock.Now - since < run.Policy.GracePeriod - WholeSeconds)
        {
            throw new InvariantViolatedException("I3", $"{run} deleted {old} {world.Clock.Now - since} after its revocation");
        }
    }

    // Where the server tells no modification date, the time in the stamp counts: the runner made it with the call.
    private DateTimeOffset TimeOf(Run run)
    {
        var now = world.Clock.Now;
        return world.Scenario.Generation == ApiGeneration.V1 && run.Issued < now ? (run.Issued > now - MostLate ? run.Issued : now - MostLate) : now;
    }

    private static bool IsStampedRevoked(TenantToken token) => NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Revoked, OriginId: null };

    private void CheckMayChange(Run run, TenantToken token)
    {
        var stamp = NameStamp.Read(token.Name).Stamp;
        var mayChange = _made.ContainsKey(token.Id)
            || run.TargetIds.Contains(token.Id)
            || (stamp is { Kind: StampKind.Pending, PartnerId: { } oldId } && run.TargetIds.Contains(oldId) && token.Owner == run.Owner
                && (!token.PersonalAccessToken || world.Scenario.Personal))
            || world.Outsider.LastNameAct(token.Id) > run.SeenAt(token.Id, nameOnly: true);
        if (!mayChange)
        {
            throw new InvariantViolatedException("I4", $"{run} changed {token} of {token.Owner}");
        }
    }

    // What a run finds done it does not do again.
    private void CheckRepetition(Run run, TenantToken before, TenantToken after)
    {
        var (_, stamp) = NameStamp.Read(after.Name);
        var what = $"{(before.Enabled == after.Enabled ? "-" : after.Enabled ? "enable" : "disable")} {(before.Name == after.Name ? "-" : $"{stamp?.Kind.ToString() ?? "clean"} {stamp?.PartnerId}")}";
        if (_lastChange.TryGetValue(after.Id, out var last) && last.What == what && last.At < run.StartedAt)
        {
            throw new InvariantViolatedException("I7", $"{run} did again what was done: {what} of {after}");
        }

        _lastChange[after.Id] = (what, world.EventIndex);
    }

    private void CheckName(string name) => Said(name);

    private static bool IsLeftBehind(TenantToken token) =>
        NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Pending } or { OriginId: not null };

    private static string SecretPart(string secret) => secret[(secret.LastIndexOf('.') + 1)..];

    /// <summary>A token that a run has made.</summary>
    internal sealed record Made(string OldId, int Run);
}
