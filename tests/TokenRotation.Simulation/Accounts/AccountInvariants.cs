using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Account;

namespace TokenRotation.Simulation.Accounts;

/// <summary>
/// The promises of a rotation in their form for platform tokens, checked after every event; I0 is that a run ends, and in no
/// exception that nobody expects, I8 that no token is asked for that the account has no room for.
/// </summary>
/// <remarks>
/// <para>What somebody else breaks is not the rotation's doing. These of his acts, and no others, excuse it:</para>
/// <list type="bullet">
/// <item>His own act, or time running past an expiry that no run has set, takes the consumer's working secret (I1).</item>
/// <item>I1 to I4: he changes a token or an entry of the rotation within the calls that belong to one act, and those of the other
/// rotations between them.</item>
/// <item>The same where no list shows yet what he has changed.</item>
/// <item>I1: another run has made the new token inactive within an act of his, and has not looked again yet, or died.</item>
/// <item>The same where somebody goes back to the old token within an act of a rotation, or a rotation acts within his.</item>
/// <item>The fence: the run has slept, and its clocks with it.</item>
/// <item>The lease: every answer that the run has had before it told a time that is too late. An admin settles it.</item>
/// <item>I5: a rotation stands still after he, or a request that came late, has changed anything of it.</item>
/// <item>I5: the old token is deleted where no list shows yet that somebody has gone back to it.</item>
/// <item>I5, in a pipeline: a new token whose lease is over stays in the list once the old one is gone, and a rotation whose
/// secret was lost on its way waits for an admin.</item>
/// <item>-Compromised: the token that has leaked ends before anything else.</item>
/// </list>
/// </remarks>
internal sealed class AccountInvariants(AccountWorld world)
{
    private const int CallsOfAnAct = 12;

    private static readonly TimeSpan Tolerance = RotationTimes.Tolerance;

    // How long a network that carries a call out late may hold it up.
    private static readonly TimeSpan MostLate = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Made> _made = new(StringComparer.Ordinal);
    private readonly HashSet<string> _operations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _inactiveSince = new(StringComparer.Ordinal);
    private readonly HashSet<string> _endedByRuns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AccountRun> _inactiveWithinHis = new(StringComparer.Ordinal);
    private readonly List<string> _secrets = [];

    /// <summary>How often a run changed something in the account or in a vault.</summary>
    public int Changes { get; private set; }

    public void Know(PlatformToken token) => _secrets.Add(token.Token);

    /// <summary>It lives longer than the lease that it was born with.</summary>
    public bool IsExtended(PlatformToken token) => !_made.TryGetValue(token.Id, out var made)
        || token.ExpirationDate > token.CreatedAt + made.Mark.Lease + PlatformTimes.Slack;

    // ----- what the runs do

    /// <summary>A run has asked for one more token of an owner.</summary>
    public void Asked(AccountRun run, string owner, bool isMade)
    {
        var known = run.Counted.GetValueOrDefault(owner);
        if (!isMade && known >= world.Account.Options.TokensOfUser)
        {
            throw new InvariantViolatedException("I8", $"{run} asks for a token of {owner}, who has {known}");
        }

        run.Counted[owner] = known + (isMade ? 1 : 0);
    }

    public void Created(AccountRun run, PlatformToken token)
    {
        Changes++;
        Know(token);
        if (LineageMark.Read(token.Name) is not { } mark)
        {
            throw new InvariantViolatedException("I5", $"{token} was created without a mark");
        }

        if (!_operations.Add(mark.Operation))
        {
            throw new InvariantViolatedException("I7", $"operation {mark.Operation} created a second token");
        }

        var target = world.TargetOf(mark.OldId)
            ?? throw new InvariantViolatedException("I4", $"{token} was made to replace {mark.OldId}, which nobody asked for");
        target.Line.Add(token.Id);
        _made.Add(token.Id, new Made(mark, run));
        if (IsBornTooLong(token, mark) && run.ServerClock.Times.Earliest > world.Clock.Now + PlatformTimes.Slack)
        {
            target.IsMeddled = true;
        }
        else if (IsBornTooLong(token, mark))
        {
            throw new InvariantViolatedException(
                "I5", $"{token} is born to live until {token.ExpirationDate}, and would stay if its run died");
        }

        var wishes = world.Scenario.Wishes;
        if (!token.Scopes.SequenceEqual(wishes.ScopesFor(target.Old))
            || NameStamp.Read(token.Name).BaseName != (wishes.For(target.Old).Name ?? target.Old.Name)
            || token.Owner != target.Old.Owner
            || !token.Resources.SequenceEqual(target.Old.Resources))
        {
            throw new InvariantViolatedException("I5", $"{token} is not like {target.Old}, or not as it was asked for");
        }
    }

    public void Changed(AccountRun run, PlatformToken before, PlatformToken after)
    {
        if (run.Undoes is not null && world.TargetOf(before.Id) is { } undone)
        {
            // Even where nothing is new: others see that somebody has touched the token.
            Note(run, undone);
        }

        if (before.Active == after.Active && before.ExpirationDate == after.ExpirationDate)
        {
            return;
        }

        Changes++;
        if (TargetOf(before) is not { } target)
        {
            return;
        }

        Note(run, target);
        if (before.Active && !after.Active)
        {
            _inactiveSince[after.Id] = world.Clock.Now;
            if (IsExcused(run, target))
            {
                _inactiveWithinHis[after.Id] = run;
            }
        }

        if (!IsExtended(before) && IsExtended(after))
        {
            CheckExtension(run, target, after);
        }

        if ((before.Active && !after.Active)
            || (after.ExpirationDate is { } end && !(before.ExpirationDate <= end) && !IsExtendedAgain(before, end)))
        {
            // What somebody has made of an end that came within his act is not the rotation's doing.
            _ = IsExcused(run, target) ? _endedByRuns.Remove(after.Id) : _endedByRuns.Add(after.Id);
            if (world.Works(before))
            {
                CheckEnd(run, target, before, after.Active ? after.ExpirationDate!.Value : world.Clock.Now);
            }
        }
        else
        {
            _endedByRuns.Remove(after.Id);
        }
    }

    public void Deleted(AccountRun run, PlatformToken before)
    {
        Changes++;
        run.Counted[before.Owner] = run.Counted.GetValueOrDefault(before.Owner) - 1;
        if (TargetOf(before) is not { } target)
        {
            return;
        }

        target.IsMeddled |= target.Undone is { } undone && undone.Time < run.LastListed
            && undone.Time > run.LastListed - world.Account.Options.AccountListLag;
        if (IsExcused(run, target))
        {
            return;
        }

        if (target.Served.Contains(before.Id))
        {
            CheckDeletion(target, before);
        }
        else if (_made[before.Id].Run != run && world.Works(before) && !IsExtended(before))
        {
            throw new InvariantViolatedException("I5", $"{run} deletes {before.Name} of another run within its lease");
        }
        else if (_made[before.Id].Run != run && IsExtended(before)
            && !(EndedAt(before) <= world.Clock.Now - RotationTimes.LeftBehindGrace + Tolerance))
        {
            throw new InvariantViolatedException("I3", $"{run} deletes {before.Name} of another run, which it has extended");
        }
    }

    public void EntryWritten(AccountRun run, SimulatedVault vault, string name, string? secret)
    {
        Changes += vault[name] == secret ? 0 : 1;
        if (world.Targets.Find(each => each.Entry == name) is not { } target || vault[name] == secret)
        {
            return;
        }

        if (vault[name] is { } before && !target.Line.Contains(world.OfSecret(before)?.Id ?? string.Empty)
            && world.OfSecret(before) is not null && !IsExcused(run, target))
        {
            throw new InvariantViolatedException("I4", $"{run} overwrites somebody else's secret in '{name}'");
        }

        Note(run, target);
        Serve(run, target, vault.Name, world.OfSecret(secret));
    }

    public void HandedOver(AccountRun run, string oldId, string newId, string secret)
    {
        var target = world.TargetOf(oldId)!;
        Note(run, target);
        Serve(run, target, string.Empty, world.Account.FindPlatformToken(newId));
        target.Secret = secret;
    }

    /// <summary>A run has come to its end: a token that has leaked does not work any more, whoever holds a lock.</summary>
    public void Ended(AccountRun run)
    {
        if (run is { Policy.Compromised: true, IsCleanup: false, IsHindered: false, Stop.IsCancellationRequested: false }
            && world.Targets.Find(target => target.MeddledAt < run.StartedAt && !IsExcused(run, target)
                && world.Account.FindPlatformToken(target.Old.Id) is { Active: true } old && world.Works(old)) is { } leaked)
        {
            throw new InvariantViolatedException("G7", $"{run} has ended, and {leaked.Old.Id}, which has leaked, works");
        }
    }

    /// <summary>Something was said, or is in a log.</summary>
    public void Said(string? text)
    {
        if (text is not null && _secrets.Exists(secret => text.Contains(secret, StringComparison.Ordinal)))
        {
            throw new InvariantViolatedException("I6", "a message holds a secret");
        }
    }

    // ----- what must be so at any time

    /// <summary>Whether each consumer has a working secret.</summary>
    /// <param name="run">Who has just acted; null for somebody else, and for time.</param>
    public void Check(AccountRun? run)
    {
        foreach (var target in world.Targets)
        {
            if (world.ConsumerWorks(target))
            {
                target.IsCutOff = false;
            }
            else if (!target.IsCutOff)
            {
                target.IsCutOff = IsExcusedCut(run, target)
                    ? true
                    : throw new InvariantViolatedException(
                        "I1",
                        $"no consumer of {target.Old.Id} has a secret that works"
                            + (run is null ? string.Empty : $" after {run}"));
            }
        }
    }

    private bool IsExcusedCut(AccountRun? run, AccountTarget target) =>
        (run is null ? target.MeddledAt >= 0 : IsExcused(run, target))
        || world.Held(target).All(held => world.OfSecret(held.Secret) is not { } token
            ? target.MeddledAt >= 0
            : (token.Id == target.Old.Id && world.Scenario.Policy.Compromised)
                || (!_endedByRuns.Contains(token.Id) && token.Active && IsExtended(token))
                || (!token.Active && _inactiveWithinHis.TryGetValue(token.Id, out var other) && (!other.IsOver || other.IsDead)));

    // Two runs extend one token within its fence, each from its own look: the later one may reckon a little less.
    private bool IsExtendedAgain(PlatformToken token, DateTimeOffset end) =>
        _made.TryGetValue(token.Id, out var made) && token.ExpirationDate - end <= made.Mark.Lease
        && end > world.Clock.Now + PlatformTimes.LongestLease;

    private static bool IsBornTooLong(PlatformToken token, LineageMark mark) =>
        !(token.ExpirationDate <= token.CreatedAt + mark.Lease + PlatformTimes.Slack);

    // Somebody else came between what the run has read and what it did on that, or no list has shown yet that he did.
    private bool IsExcused(AccountRun run, AccountTarget target) => target.MeddledAt >= 0
        && (target.MeddledAt >= run.ActBegan(CallsOfAnAct * world.Targets.Count)
            || target.LastMeddled > run.LastListed - world.Account.Options.AccountListLag)
        || ((run.Undoes is null ? target.Undone : target.Rotated) is { } other
            && (other.At >= run.ActBegan(CallsOfAnAct * world.Targets.Count)
                || other.Time > run.LastListed - world.Account.Options.AccountListLag));

    private void Note(AccountRun run, AccountTarget target) => _ = run.Undoes is null
        ? target.Rotated = (world.EventIndex, world.Clock.Now)
        : target.Undone = (world.EventIndex, world.Clock.Now);

    private AccountTarget? TargetOf(PlatformToken token) =>
        world.TargetOf(token.Id) ?? (world.Outsider.Forged.Contains(token.Id) ? null
            : throw new InvariantViolatedException("I4", $"a run changed {token} '{token.Name}' of {token.Owner}"));

    private void Serve(AccountRun run, AccountTarget target, string place, PlatformToken? token)
    {
        if (token is null || !target.Line.Contains(token.Id))
        {
            if (!IsExcused(run, target))
            {
                throw new InvariantViolatedException("I2", $"{run} gives the consumer of {target.Old.Id} something else");
            }

            return;
        }

        if (!IsExtended(token) && !IsExcused(run, target))
        {
            throw new InvariantViolatedException("I4", $"{run} promotes {token.Name} before it was extended");
        }

        target.Served.Add(token.Id);
        target.Since[place] = world.Clock.Now;
    }

    private void CheckExtension(AccountRun run, AccountTarget target, PlatformToken token)
    {
        var mark = _made[token.Id].Mark;
        if (!run.HasSlept && world.Clock.Now - token.CreatedAt > PlatformTimes.ExtensionWindow(mark.Lease) + MostLate)
        {
            throw new InvariantViolatedException("I5", $"{run} extends {token.Name} after the fence");
        }

        if (world.Scenario.Policy.Lifetime is { } lifetime
            && (token.ExpirationDate - token.CreatedAt - lifetime)?.Duration() is var difference
            && !(difference <= PlatformTimes.Slack))
        {
            throw new InvariantViolatedException("I5", $"{run} lets {token.Name} live until {token.ExpirationDate}");
        }

        if (!world.Scenario.IsPipeline && !IsExcused(run, target)
            && !run.Vaults.Any(vault => vault.Names.Any(name => vault[name] == token.Token)))
        {
            throw new InvariantViolatedException("I5", $"{run} extends {token.Name} before its secret is in a store");
        }

        if (run.ProbedAt.GetValueOrDefault(token.Id, -1) > run.ListedAt)
        {
            throw new InvariantViolatedException("I2", $"{run} extends {token.Name} without looking whether it still may");
        }
    }

    // The consumers have another secret by now, and have had it for as long as was promised.
    private void CheckEnd(AccountRun run, AccountTarget target, PlatformToken token, DateTimeOffset end)
    {
        if (!target.Served.Contains(token.Id) || IsExcused(run, target)
            || (world.Scenario.Policy.Compromised && token.Id == target.Old.Id))
        {
            return;
        }

        var heirs = world.Held(target).Select(held => (held.Place, Token: world.OfSecret(held.Secret))).Where(held =>
            held.Token is { } heir && heir.Id != token.Id && target.Line.Contains(heir.Id) && world.Works(heir)
            && IsExtended(heir)).ToList();
        if (heirs.Count == 0 || (world.Scenario.Everywhere && heirs.Count < world.Vaults.Count))
        {
            throw new InvariantViolatedException("I2", $"{run} ends {token.Id}, and its consumers have nothing else");
        }

        if (world.Scenario.Policy.Use is { WhenUnused: UnusedAction.Wait } use && run is { Completes: false, Undoes: null }
            && token.Id == target.Old.Id
            && world.UsedAt(token) > world.Clock.Now - use.IdleFor + Tolerance + world.Scenario.ListLag)
        {
            throw new InvariantViolatedException("G14", $"{run} ends {token.Id}, which was used at {world.UsedAt(token)}");
        }

        var (place, latest) = heirs.MinBy(held => target.Since.GetValueOrDefault(held.Place));
        if (_made.TryGetValue(latest!.Id, out var made) && made.Mark.OldId == token.Id
            && end < target.Since[place] + made.Mark.Overlap - Tolerance)
        {
            throw new InvariantViolatedException(
                "I2", $"{run} lets {token.Id} end at {end:MM-dd HH:mm:ss}, before its overlap of {made.Mark.Overlap} is over");
        }
    }

    private void CheckDeletion(AccountTarget target, PlatformToken token)
    {
        // What the owner himself has named so is his word.
        var marks = world.Outsider.Forged.Select(world.Account.FindPlatformToken).OfType<PlatformToken>()
            .Select(forged => LineageMark.Read(forged.Name)!).Concat(_made.Values.Select(made => made.Mark));
        var grace = marks.Where(mark => mark.OldId == token.Id).Select(mark => mark.Grace)
            .DefaultIfEmpty(TimeSpan.Zero).Min();
        if (!(EndedAt(token) + grace <= world.Clock.Now + Tolerance))
        {
            throw new InvariantViolatedException(
                "I3", $"{token.Id} of {target.Old.Name} is deleted, and its grace of {grace} is not over");
        }
    }

    private DateTimeOffset? EndedAt(PlatformToken token) => world.Works(token) ? null
        : new[] { token.ExpirationDate, token.Active ? null : _inactiveSince.GetValueOrDefault(token.Id) }
            .Where(at => at <= world.Clock.Now).Min();

    private sealed record Made(LineageMark Mark, AccountRun Run);
}
