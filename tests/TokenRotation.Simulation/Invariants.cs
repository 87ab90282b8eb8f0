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
/// <item>I1: he moves an entry between a run's last look at it and its write, and his consumers read what it has written.</item>
/// <item>I1 to I4: a run acts on a token or an entry that he changed after that run last looked at it, and it has looked, or he
/// has come, within the calls that belong to this one act (<c>CallsOfAnAct</c>): no API reads and writes in one. A call that is
/// held up lasts from its making to its end. A node that lags behind shows him later, by the lag. A run reads a token by
/// listing all, by its ID or by its secret; a short list counts where the run has one rotation only. For I3 another run that
/// takes its revocation back counts as well.</item>
/// <item>I2 and I3: two runs mark or revoke the same old token, and neither has seen what the other wrote, within the calls of
/// one act: the overlap and the grace period of the stamp that stands count; for who deletes meanwhile, those of the stamp that
/// it has seen.</item>
/// <item>I2: an undo begins and ends while the answer to a run's last look at the old token is on its way, within the calls of
/// one act: its next look at the entry enables the token again.</item>
/// <item>I2: a call that puts the new secret into the entry is held up: the overlap counts from its making, and from the last
/// answer that told the time before that where the run has slept.</item>
/// <item>I1, who reads the entry now and then: a run writes it more than a minute after the environment last told it the time,
/// since stores tell none, and dies before the next answer, which would have made it date the mark anew: whoever has read the
/// secret from before that is cut off by the overlap that the mark says, once.</item>
/// <item>I1 and I5, where a store reads and writes in two calls: a run looks at the entry that takes its new token's secret, and
/// writes it; what another run has written there between the two, or what the store does not show yet, is lost. An admin does
/// what the sentence says, and the rotation ends.</item>
/// <item>I5: a run gives a token its clean name, and another one has marked that token since it was read, within the calls of
/// one act: the mark is lost. An admin does what the sentence says.</item>
/// <item>I1, one event: a run without a store disables a token that was handed over, after he, or a request that the network
/// carried out late, took the commit mark from the old one: nothing distinguishes it from one that was left behind, unless it is
/// seen in use. For a day it can be brought back.</item>
/// <item>I1, in a pipeline, which nobody can look into: who goes back from a hand-over that is under way, until he is through and
/// for calls made before, has told the consumers to keep the old secret.</item>
/// <item>I3: he writes the stamp of a revocation himself. Then the time since his own act counts; in API v1, which tells no
/// modification date, no time at all.</item>
/// <item>I3: an admin revokes an old token by hand, with Revoke-DtToken, which asks for no grace period and promises none: that
/// of whoever deletes counts, until a run writes the stamp anew.</item>
/// <item>I3, in API v1, which tells no modification date: a run sleeps between the making of a revocation and its sending, and
/// dies, fails or is stopped before it can look at what it wrote: the time counts at which it made the call, which the stamp
/// says, until somebody writes another stamp.</item>
/// <item>I5: a rotation is Refused, or stands at NeedsAttention, after he did anything to its tokens or entries: until an admin
/// has done what its sentence says; then it comes to its end, and no run fails any more. Nobody tells that admin what to do
/// where the vaults know nothing of each other, or where he has moved an entry: those rotations may stay as they are.
/// A request that the network carries out late, over something newer, counts as his act, and so does what an undo writes over
/// what another run has written between its last look at that token and its write.</item>
/// <item>I5: of two runs on nodes that lag behind each other, one puts its new secret into the entry over the other's, which it
/// has not seen there within the calls of one act: the other's token has its clean name by then, and stays. What has no mark no
/// run changes.</item>
/// <item>I5: of two vaults that know nothing of each other, the entry of one holds a secret of the old format whose token the
/// runs of the other have deleted: nobody can tell any more whose it was, until the admin has emptied that entry.</item>
/// </list>
/// <para>-Compromised excuses one event, the revocation of the token that it names, from I1 and I2, each time that somebody has
/// enabled it again; and from I5, if that token authenticates, a second successor that a run made which was at work beside the
/// first: neither waits for the other. In a pipeline whose consumers have that one, it stays until an
/// admin has done what the sentence says.</para>
/// </remarks>
internal sealed class Invariants(World world)
{
    // An act is preceded by what a run reads for it: both tokens, the line and the entries, of each vault that it writes.
    private const int CallsOfAnAct = 12;

    private static readonly TimeSpan WholeSeconds = TimeSpan.FromSeconds(1);

    // How long the fence, and a network that carries a call out late, may hold a call up.
    private static readonly TimeSpan MostLate = RotationTimes.CommitWindow + TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Made> _made = new(StringComparer.Ordinal);
    private readonly HashSet<string> _operations = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _verified = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _revokedSince = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string What, int At)> _lastChange = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Run By, DateTimeOffset Made)> _revokedAsleep = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _grace = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _graceBefore = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (NameStamp Mark, TimeSpan Length, DateTimeOffset Until, int At)> _overlaps =
        new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _takenBack = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Run By, int At)> _undone = new(StringComparer.Ordinal);
    private readonly List<string> _secrets = [];
    private readonly HashSet<string> _letGo = new(StringComparer.Ordinal);

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
        _grace.Remove(id);
        _overlaps.Remove(id);
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
        world.Rules.Created(run, token, oldId);
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
        NoteLostMark(run, before, after);
        world.EntryRules.Updated(run, before, after);
        world.LateWrites.Updated(run, after);
        world.Rules.Updated(run, before, after);
        NoteGrace(run, before, after);
        CheckRepetition(run, before, after);
        var isStamped = IsStampedRevoked(after);
        NoteOverlap(run, after);
        if (run.Undoes is not null)
        {
            _undone[after.Id] = (run, world.EventIndex);
            if (after.Enabled)
            {
                // What somebody goes back to has been in use.
                _verified.Add(after.Token);
            }
        }

        if (world.IsCompromised && before.Enabled && !after.Enabled && run.TargetIds.Contains(after.Id))
        {
            // Ctrl+C lets several calls end in one event.
            _letGo.Add(after.Id);
        }

        if (after.Enabled)
        {
            _revokedSince.Remove(after.Id);
            _takenBack[after.Id] = world.EventIndex;
        }
        else if (before.Enabled || (isStamped && !_revokedSince.ContainsKey(after.Id)))
        {
            // Stamped anew, it has been revoked all the same since somebody did it.
            _revokedSince[after.Id] = !before.Enabled && IsStampedRevoked(before)
                && world.Outsider.StampedRevokedAt(after.Id) is { } theirs
                ? theirs
                : TimeOf(run);
        }
        else if (isStamped && TimeOf(run) < _revokedSince[after.Id])
        {
            // A call that was held up puts an older time over that of another run.
            _revokedSince[after.Id] = TimeOf(run);
        }

        NoteSleeper(run, after.Id, isStamped);
        if (before.Enabled && !after.Enabled && isStamped)
        {
            CheckRevocation(run, before, after);
            CheckOverlap(run, after);
        }
    }

    /// <summary>A token's secret has left its run.</summary>
    public void Given(string secret) => _given.Add(secret);

    public void Deleted(Run run, TenantToken before)
    {
        Changes++;
        CheckMayChange(run, before);
        world.Rules.Deleted(run, before);
        if (run.TargetIds.Contains(before.Id) && !IsLeftBehind(before))
        {
            CheckDeletion(run, before);
        }
        else if (!IsLeftBehind(before) && !IsNowhere(run, before) && !IsUnseen(run, before.Id)
            && !(TargetOf(before) is { } target && IsExcused(run, target)))
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
            world.EntryRules.Writes(run, vault, entry, secret);
            // A canary comes and goes.
            Changes += entry.EndsWith("-canary", StringComparison.Ordinal) ? 0 : 1;
            return;
        }

        Changes++;
        run.HasPromoted = true;
        FollowTheWrite(run, vault, target);
        world.Rules.EntryWritten(run, vault.Name, entry);
        world.LateWrites.EntryWritten(run, vault, entry);
        world.Readers.EntryWritten(run, target);
        NoteOverlapOf(run, secret);
        if (before is not null && world.Tenant.FindBySecret(before) is { } held && !target.Line.Contains(held.Id)
            && !IsWithinTheAct(run, world.Outsider.LastEntryAct(vault.Name, entry), run.SightOf(vault.Name, entry)))
        {
            throw new InvariantViolatedException("I4", $"{run} overwrote '{entry}', which held {held}");
        }
    }

    // Who moves an entry between a run's look at it and its write is told of the write, which nobody can tell from another.
    private void FollowTheWrite(Run run, SimulatedVault vault, Target target)
    {
        if (IsWithinTheAct(
            run, world.Outsider.LastEntryAct(vault.Name, target.Entry), run.SightOf(vault.Name, target.Entry)))
        {
            target.Moved.Remove(vault.Name);
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

            if (target.Works && !works && run is not null && !IsLetGo(target)
                && !World.IsTakenAtHisWord(run, target) && !IsExcused(run, target))
            {
                throw new InvariantViolatedException("I1", $"{run} left '{target.Name}' without a working secret");
            }

            target.Works = works;
        }

        _letGo.Clear();
        world.Readers.Check(run);
        world.Users.Check(run);
    }

    // -Compromised revokes the token that it names before anything else, and again where somebody has enabled it: what works next
    // is a successor's, and is not excused.
    private bool IsLetGo(Target target) => _letGo.Contains(target.OldId);

    // What a run does when it wakes it looks at, and puts right, before it ends; and what it collects it disables first and then
    // looks whether it is needed. If it dies between the two, another run does it.
    private bool IsBeingPutRight(Run run, Target target)
    {
        var isCollected = target.Line.Any(id =>
            world.Tenant.Find(id) is { Enabled: false } token && NameStamp.Read(token.Name).Stamp is { OriginId: not null });
        var isLate = run is { HasSlept: true, IsOver: false } or { Undoes: not null, IsOver: false };
        return isLate || (isCollected && !world.IsQuiet) || IsTakenForLeftBehind(target);
    }

    private bool IsTakenForLeftBehind(Target target) =>
        world.Scenario.IsPipeline && world.Tenant.FindBySecret(target.Secret) is { Enabled: false } held
        && NameStamp.Read(held.Name).Stamp is { OriginId: { } oldId }
        && (world.Outsider.LastNameAct(oldId) >= 0 || world.IsUnmarkedLate(oldId));

    /// <summary>What somebody else did to the target's tokens or entries has not been seen by the run.</summary>
    public bool IsUnseen(Run run, Target target) =>
        target.Line.Any(id => IsUnseen(run, id))
        || world.Vaults.Exists(vault => IsWithinTheAct(
            run, world.Outsider.LastEntryAct(vault.Name, target.Entry), run.SightOf(vault.Name, target.Entry)));

    /// <summary>Somebody has gone back to or from the token since the run made the call that is being carried out.</summary>
    internal bool IsUndoneMeanwhile(Run run, string id) =>
        _undone.TryGetValue(id, out var undone) && undone.By != run && undone.At > run.IssuedEvent;

    // The answer to its last look at the token came late: an undo was begun and ended meanwhile.
    private bool IsUndoneWithinTheAct(Run run, string id) =>
        _undone.TryGetValue(id, out var undone) && undone.By != run
        && IsWithinTheAct(run, undone.At, run.Seen(id, nameOnly: false));

    internal bool IsUnseen(Run run, string id) =>
        IsUndoneMeanwhile(run, id)
        || IsWithinTheAct(run, world.Outsider.LastStateAct(id), run.Seen(id, nameOnly: false))
        || IsWithinTheAct(run, world.Outsider.LastNameAct(id), run.Seen(id, nameOnly: true));

    // He came after the run has looked, and the run has looked, or he came, within the calls that belong to the act. In a run of
    // several rotations another one may have looked since.
    internal static bool IsWithinTheAct(Run run, int theirs, Sight seen) =>
        IsWithin(CallsOfAnAct * run.WritesTo, run, theirs, seen);

    /// <summary>The same within so many calls, the last of them the act.</summary>
    internal static bool IsWithin(int calls, Run run, int theirs, Sight seen)
    {
        var begun = run.ActBegan(calls * Math.Max(1, run.TargetIds.Count));
        var isUnseen = theirs > seen.KnownUntil || (run.TargetIds.Count > 1 && theirs >= 0 && theirs >= begun);
        return isUnseen && Math.Max(theirs, seen.At) >= begun;
    }

    // A run takes back what it has made as long as nobody can have the secret, whatever others call it.
    private bool IsNowhere(Run run, TenantToken token) =>
        _made.TryGetValue(token.Id, out var made) && made.Run == run.Number && !_given.Contains(token.Token);

    private Target? TargetOf(TenantToken token) => world.TargetOf(token.Id);

    private bool IsExcused(Run run, Target target) =>
        IsUnseen(run, target);

    private void CheckRevocation(Run run, TenantToken before, TenantToken old)
    {
        if (run.IsByHand
            || world.TargetOf(old.Id) is not { } target
            || (world.IsCompromised && old.Id == target.OldId)
            || run.Vault is null)
        {
            return;
        }

        foreach (var vault in world.Scenario.StoreUse.Everywhere ? world.Vaults : [run.Vault])
        {
            CheckRevocation(run, before, old, target, vault[target.Entry]);
        }
    }

    private void CheckRevocation(Run run, TenantToken before, TenantToken old, Target target, string? current)
    {
        var token = current is null ? null : world.Tenant.FindBySecret(current);
        if (IsLeftBehind(before) && token is not null && token.Id != old.Id)
        {
            // What a dead run left behind is no old token: it has never been current, and an admin takes it away.
            return;
        }

        if ((token is null || token.Id == old.Id || !world.Works(token) || !_verified.Contains(current!))
            && target.Works
            && !IsExcused(run, target)
            && !IsUndoneWithinTheAct(run, old.Id))
        {
            throw new InvariantViolatedException(
                "I2", $"{run} revoked {old}, and the store's current secret is {token?.ToString() ?? "none"}");
        }
    }

    private void NoteOverlap(Run run, TenantToken after)
    {
        var stamp = NameStamp.Read(after.Name).Stamp;
        var isNoted = _overlaps.TryGetValue(after.Id, out var noted);
        if (stamp is { Kind: StampKind.Superseded } && !(isNoted && noted.Mark == stamp))
        {
            var isAnew = isNoted && noted.Mark.PartnerId == stamp.PartnerId
                && !IsWithinTheAct(run, noted.At, run.Seen(after.Id, nameOnly: true));
            var length = isAnew && noted.Length > run.Policy.Overlap ? noted.Length : run.Policy.Overlap;
            _overlaps[after.Id] = (stamp, length, TimeOf(run) + length, world.EventIndex);
        }
        else if (stamp is null)
        {
            _overlaps.Remove(after.Id);
        }
    }

    // Whoever reads the entry has the new secret from then on. A run that is held up can tell of it what it last knew of the
    // time.
    private void NoteOverlapOf(Run run, string? secret)
    {
        var from = run.HasSlept && run.ToldBefore < run.Issued ? run.ToldBefore : run.Issued;
        var newId = secret is null ? null : world.Tenant.FindBySecret(secret)?.Id;
        foreach (var (oldId, (mark, length, until, at)) in _overlaps.Where(overlap => overlap.Value.Mark.PartnerId == newId)
            .ToList())
        {
            _overlaps[oldId] = (mark, length, from + length > until ? from + length : until, at);
        }
    }

    // What the run that set the mark has promised: whoever relied on it still uses the old token.
    private void CheckOverlap(Run run, TenantToken old)
    {
        if (run.Completes)
        {
            return;
        }

        var isPastExpiry = world.TargetOf(old.Id) is { } target
            && target.Line.Any(id => world.Tenant.Find(id)?.ExpirationDate <= world.Clock.Now);
        if (_overlaps.TryGetValue(old.Id, out var noted) && world.Clock.Now < noted.Until - WholeSeconds
            && !isPastExpiry
            && !IsUnseen(run, old.Id)
            && !IsWithinTheAct(run, noted.At, run.Seen(old.Id, nameOnly: true)))
        {
            throw new InvariantViolatedException(
                "I2", $"{run} revoked {old} {noted.Until - world.Clock.Now} before its overlap was over");
        }
    }

    private void CheckDeletion(Run run, TenantToken old)
    {
        if (IsUnseen(run, old.Id) || _takenBack.GetValueOrDefault(old.Id, -1) > run.Seen(old.Id, nameOnly: false).KnownUntil)
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

        since = _revokedAsleep.TryGetValue(old.Id, out var asleep) && asleep.By.LooksNoMoreAt(old.Id) ? asleep.Made : since;

        if (world.Clock.Now - since < GraceFor(run, old) - WholeSeconds)
        {
            throw new InvariantViolatedException("I3", $"{run} deleted {old} {world.Clock.Now - since} after its revocation");
        }
    }

    // Who writes the stamp of a revocation anew and asks for no grace period of his own leaves the one that was promised.
    private void NoteGrace(Run run, TenantToken before, TenantToken after)
    {
        if (IsRevokedByHand(run, before, after))
        {
            _grace.Remove(after.Id);
            _graceBefore.Remove(after.Id);
            return;
        }

        var isUnseen = _lastChange.TryGetValue(after.Id, out var last)
            && IsWithinTheAct(run, last.At, run.Seen(after.Id, nameOnly: true));
        if (run.Policy.GraceIsGiven || isUnseen || !IsStampedRevoked(before) || !_grace.ContainsKey(after.Id))
        {
            _graceBefore[after.Id] = _grace.TryGetValue(after.Id, out var noted) ? noted : run.Policy.GracePeriod;
            // Who asks for none of his own leaves what the stamp says, whoever has touched the token since.
            _grace[after.Id] = run.Policy.GraceIsGiven || isUnseen ? run.Policy.GracePeriod
                : IsStampedRevoked(before) && NameStamp.Read(before.Name).Stamp!.Span is { } stamped ? stamped
                : run.Policy.GracePeriod;
        }
    }

    // Nobody has promised anything yet: a stamp that was there before stands.
    private static bool IsRevokedByHand(Run run, TenantToken before, TenantToken after) =>
        run is { IsByHand: true, Completes: false } && before.Enabled && !after.Enabled && !IsStampedRevoked(before)
        && NameStamp.Read(after.Name).Stamp is { Kind: StampKind.Revoked, OriginId: null, Span: null };

    // What the run that revoked it has promised stands, unless this one asks for longer, or could not see it yet.
    private TimeSpan GraceFor(Run run, TenantToken old)
    {
        var isUnseen = _lastChange.TryGetValue(old.Id, out var last)
            && IsWithinTheAct(run, last.At, run.Seen(old.Id, nameOnly: true));
        var promised = _grace.GetValueOrDefault(old.Id);
        if (isUnseen && _graceBefore.TryGetValue(old.Id, out var seen) && seen < promised)
        {
            promised = seen;
        }

        return run.Policy.GraceIsGiven && run.Policy.GracePeriod > promised ? run.Policy.GracePeriod : promised;
    }

    // Where the server tells no modification date, the time in the stamp counts: the runner made it with the call.
    private DateTimeOffset TimeOf(Run run)
    {
        var now = world.Clock.Now;
        return world.Scenario.Generation == ApiGeneration.V1 && run.Issued < now
            ? (run.Issued > now - MostLate ? run.Issued : now - MostLate)
            : now;
    }

    private void NoteSleeper(Run run, string id, bool isStamped)
    {
        if (isStamped && world.Scenario.Generation == ApiGeneration.V1 && run.SleptOverTheCall)
        {
            _revokedAsleep[id] = (run, run.Issued);
        }
        else
        {
            _revokedAsleep.Remove(id);
        }
    }

    private static bool IsStampedRevoked(TenantToken token) =>
        NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Revoked, OriginId: null };

    private void CheckMayChange(Run run, TenantToken token)
    {
        var stamp = NameStamp.Read(token.Name).Stamp;
        var mayChange = _made.ContainsKey(token.Id)
            || (token.Id == world.PretenderId && token.Owner == run.Owner)
            || run.TargetIds.Contains(token.Id)
            // What its owner has named so is taken for a new token, and let go by an undo as one.
            || ((stamp is { Kind: StampKind.Pending } ? stamp.PartnerId : stamp?.OriginId) is { } oldId
                && run.TargetIds.Contains(oldId)
                && token.Owner == run.Owner
                && (!token.PersonalAccessToken || world.Scenario.Personal))
            || IsWithinTheAct(run, world.Outsider.LastNameAct(token.Id), run.Seen(token.Id, nameOnly: true));
        if (!mayChange)
        {
            throw new InvariantViolatedException("I4", $"{run} changed {token} of {token.Owner}");
        }
    }

    // A name is read and written in two calls: the mark that another run has set between the two is lost, and an admin does what
    // the sentence about its token says.
    private void NoteLostMark(Run run, TenantToken before, TenantToken after)
    {
        if (NameStamp.Read(before.Name).Stamp is { Kind: StampKind.Superseded, PartnerId: { } newId }
            && NameStamp.Read(after.Name).Stamp is null && run.Undoes is null
            && _lastChange.TryGetValue(after.Id, out var last)
            && IsWithinTheAct(run, last.At, run.Seen(after.Id, nameOnly: true)))
        {
            world.EntryRules.Overwritten.Add(newId);
        }
    }

    // What a run finds done it does not do again.
    private void CheckRepetition(Run run, TenantToken before, TenantToken after)
    {
        var (_, stamp) = NameStamp.Read(after.Name);
        var what = $"{(before.Enabled == after.Enabled ? "-" : after.Enabled ? "enable" : "disable")} "
            + $"{(before.Name == after.Name ? "-" : $"{stamp?.Kind.ToString() ?? "clean"} {stamp?.PartnerId}")}"
            + (stamp is { NeedsUse: true } ? " with use" : string.Empty);
        // A mark that is renewed promises anew, where the entry was written that long after it; a revocation gets a time that it
        // did not have.
        var noted = NameStamp.Read(before.Name).Stamp;
        var renews = (stamp is { At: not null } && noted is { At: null } && noted.Kind == stamp.Kind)
            || (stamp is { Kind: StampKind.Superseded } && noted?.At < stamp.At - RotationTimes.HeldUp);
        if (!renews
            && _lastChange.TryGetValue(after.Id, out var last)
            && last.What == what
            && !IsMarkedAnew(run, stamp)
            && last.At < run.StartedAt
            && last.At <= run.Seen(after.Id, nameOnly: true).KnownUntil)
        {
            throw new InvariantViolatedException("I7", $"{run} did again what was done: {what} of {after}");
        }

        _lastChange[after.Id] = (what, world.EventIndex);
    }

    // The overlap begins anew where the entry does not have the new secret yet.
    private bool IsMarkedAnew(Run run, NameStamp? stamp) =>
        stamp is { Kind: StampKind.Superseded, PartnerId: { } newId, Span: not null } && world.TargetOf(newId) is { } target
        && (run.Vault?[target.Entry] != world.Tenant.Find(newId)?.Token || run.HasPromoted);

    private void CheckName(string name) => Said(name);

    private static bool IsLeftBehind(TenantToken token) =>
        NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Pending } or { OriginId: not null };

    private static string SecretPart(string secret) => secret[(secret.LastIndexOf('.') + 1)..];

    /// <summary>A token that a run has made.</summary>
    internal sealed record Made(string OldId, int Run);
}
