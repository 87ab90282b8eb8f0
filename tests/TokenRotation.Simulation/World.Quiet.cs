using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Simulation;

/// <content>The part in which everything comes to rest, and what has to be true by then.</content>
internal sealed partial class World
{
    private void Converge()
    {
        Tell("quiet");
        IsCalm = true;
        RunAll();
        IsQuiet = true;
        Invariants.Check(_runs[0]);
        Pass(PastTheTimeout);
        RunAll();
        CheckNoOrphans(butUsed: true);
        CheckQuiet();
        SettleByWord();
        Settle();
        RevokeTwins();
        Obey();
        for (var round = 0; round < 3 && IsSomethingToDo; round++)
        {
            Pass(LongestOverlap + TimeSpan.FromMinutes(1));
            UseSecrets();
            Pass((Scenario.Policy.Use?.IdleFor ?? TimeSpan.Zero) + TimeSpan.FromMinutes(1));
            RunAll();
            Pass(LongestGrace + SimulatedTokenApi.MostWrong + PastTheTimeout);
            RunAll();
            RevokeWhatWasUsed();
            LetUsersReadTheEntry();
            SettleByWord();
            Settle();
            Obey();
        }

        CheckQuiet();
        CheckObeyed();
        CheckNoOrphans(butUsed: false);
        CheckEnd();
    }

    private bool IsSomethingToDo =>
        Unfinished() is not null || IsSomethingLeft || InGrace(isTold: true) is not null || Sentence() is not null;

    private TimeSpan LongestOverlap => Scenario.Cleanup && Scenario.Policy.Overlap < RotationPolicy.DefaultOverlap
        ? RotationPolicy.DefaultOverlap
        : Scenario.Policy.Overlap;

    private TimeSpan LongestGrace => new[]
    {
        RotationTimes.LeftBehindGrace,
        Scenario.Policy.GracePeriod,
        Scenario.Cleanup ? ResumePolicy.GracePeriod : TimeSpan.Zero,
        Scenario.Around.OtherPolicy?.GracePeriod ?? TimeSpan.Zero,
    }.Max();

    // The admin does what the sentence says about a new token that no consumer has, and that was used all the same: by its own
    // run, which was held up for so long.
    private void RevokeWhatWasUsed()
    {
        var reasons = _runs.Take(2).OfType<Run>().SelectMany(run => run.Reports).Select(report => report.Plan)
            .Where(plan => plan.State == RotationState.NeedsAttention).Select(plan => plan.Reason).ToList();
        foreach (var id in Invariants.MadeTokens.Keys.Where(id =>
            reasons.Exists(reason => reason.Contains($"Revoke-DtToken -Id {id}.", StringComparison.Ordinal))).ToList())
        {
            if (Tenant.Find(id) is { } token && WasUsedLate(token)
                && !Targets.Exists(target => Secrets(target).Concat(ReadBy(target)).Contains(token.Token)))
            {
                Tell($"the admin revokes {id}");
                RunByHand(run => run.Revoke(id));
                RunAll();
            }
        }
    }

    // Runs with another vault authenticate with the old managing token, which is left enabled for them. The admin does what the
    // sentence says, and puts the new one there.
    private void LetUsersReadTheEntry()
    {
        var used = _runs.Take(2).OfType<Run>().SelectMany(run => run.Reports).Where(report =>
            report.Plan.State == RotationState.NeedsAttention
            && report.Plan.Reason.Contains("Have whoever uses it read the store's entry", StringComparison.Ordinal));
        foreach (var facts in used.Select(report => report.Facts).ToList())
        {
            var entry = TargetOf(facts.OldId)!.Entry;
            var secret = Vaults.Select(vault => vault[entry])
                .First(held => held is not null && IdOf(held) == facts.Store!.CurrentId);
            foreach (var vault in Vaults.Where(vault => vault[entry] is { } held && IdOf(held) == facts.OldId))
            {
                Tell($"the admin puts {facts.Store!.CurrentId} into {vault.Name}");
                vault.Write(entry, secret, facts.Store!.CurrentId);
                RunAll();
            }
        }
    }

    private string? IdOf(string secret) => Tenant.FindBySecret(secret)?.Id;

    // Several tokens of one name: the admin revokes those whose secret no entry has, but for what a run is about to revoke.
    private void RevokeTwins()
    {
        var twins = _runs.Take(2).OfType<Run>().SelectMany(run => run.Problems)
            .Where(problem => problem.Kind == TargetProblemKind.AmbiguousName
                && !Targets.Exists(target => target.Meddled && target.Name == problem.Subject))
            .SelectMany(problem => problem.Ids).Distinct().ToList();
        var inUse = Targets.SelectMany(Secrets).Concat(Targets.SelectMany(ReadBy)).ToHashSet();
        foreach (var id in twins.Where(id => Tenant.Find(id) is { Enabled: true } token && !inUse.Contains(token.Token)
            && NameStamp.Read(token.Name).Stamp is not { Kind: StampKind.Superseded }))
        {
            Tell($"the admin revokes {id}, which nothing uses");
            RunByHand(run => run.Revoke(id));
            RunAll();
        }
    }

    // Each vault's turn comes, by each of its names.
    private void RunAll()
    {
        if (Scenario.Mishaps.Aliases)
        {
            IsTurnOfAliases = true;
            RunEach();
            IsTurnOfAliases = false;
        }

        RunEach();
    }

    private void RunEach()
    {
        for (var i = 0; i < Math.Min(Scenario.Runners, 2); i++)
        {
            RunToItsEnd(i, QuietPolicy);
        }
    }

    /// <summary>The runs under way reach their vaults by the other name.</summary>
    public bool IsTurnOfAliases { get; private set; }

    // What falls due again is not begun: what was begun comes to its end.
    private RotationPolicy QuietPolicy => Scenario.Recurring ? Scenario.Policy with { MaximumAge = Never } : Scenario.Policy;

    private Run RunToItsEnd(int runner, RotationPolicy policy, string? only = null)
    {
        var run = Begin(runner, cleanup: false, policy, only);
        while (!run.IsOver)
        {
            Step(Decision.Usual);
        }

        return run;
    }

    // An admin who is asked whether a secret has arrived looks at the consumer, and does what he is told to.
    public bool Settle()
    {
        if (!Scenario.IsPipeline)
        {
            return false;
        }

        var asked = false;
        foreach (var target in Targets)
        {
            // A run before may have settled it.
            if (_runs.Take(2).OfType<Run>().SelectMany(run => run.Reports)
                .FirstOrDefault(report => IsUnconfirmed(report) && target.Line.Contains(report.Facts.OldId)) is not { } report)
            {
                continue;
            }

            asked = true;
            var partner = report.Facts.Heirs[0].Id;
            if (Tenant.FindBySecret(target.Secret)?.Id == partner)
            {
                Tell($"the admin says that {partner} has arrived");
                RunToItsEnd(0, QuietPolicy with { Arrived = true }, report.Facts.OldId);
            }
            else if (!target.Meddled)
            {
                Tell($"the admin restores {report.Facts.OldId} and revokes {partner}");
                Restore(report.Facts.OldId, partner);
            }

            RunAll();
        }

        return asked;
    }

    private static bool IsUnconfirmed(RotationReport report) =>
        report is { Plan.State: RotationState.NeedsAttention, Facts.Heirs.Count: > 0 }
            && report.Plan.Reason.Contains("Complete-DtTokenRotation", StringComparison.Ordinal);

    private void Restore(string oldId, string newId) => RunByHand(run => run.Restore(oldId, newId));

    /// <summary>Somebody does one thing, to its end.</summary>
    public void RunByHand(Action<Run> begin, int runner = 0)
    {
        var run = new Run(this, runner, ++_runCount, Run.PolicyByHand);
        _runs[runner] = run;
        begin(run);
        while (!run.IsOver)
        {
            Step(Decision.Usual);
        }

        Examine();
    }

    private void UseSecrets()
    {
        foreach (var target in Targets)
        {
            var newest = ReadBy(target).OfType<string>()
                .OrderByDescending(secret => Tenant.FindBySecret(secret)?.CreationDate).FirstOrDefault();
            Tenant.Authenticate(newest, "10.0.0.1");
        }
    }

    // What the consumers read, wherever somebody has put it.
    private IEnumerable<string?> ReadBy(Target target) =>
        Scenario.IsPipeline ? [target.Secret] : Vaults.Select(vault => ReadBy(target, vault));

    public IEnumerable<string?> Secrets(Target target) =>
        Vaults.Count == 0 ? [target.Secret] : Vaults.Select(vault => vault[target.Entry]);

    // I7, and the end of I5: where nothing may advance, a run changes nothing.
    private void CheckQuiet()
    {
        var changes = Invariants.Changes;
        var waits = _runs.OfType<Run>().SelectMany(run => run.Reports).Select(report => report.Plan.NotBefore).ToList();
        RunAll();
        // What the runs before waited for may come just now: the server tells whole seconds.
        var isTime = waits.Exists(until => until <= Clock.Now + RotationTimes.Tolerance);
        if (Invariants.Changes != changes && !isTime && !Targets.Exists(target => target.Meddled))
        {
            throw new InvariantViolatedException(
                "I7", "a run changed something although nothing had happened since the one before");
        }
    }

    private static bool WasUsedLate(TenantToken token) =>
        token.LastUsedDate > token.CreationDate + RotationTimes.OperationTimeout;

    // What dead runs left behind, disabled by now or left to an admin.
    private bool IsSomethingLeft => Tenant.Tokens.Any(token =>
        Invariants.MadeTokens.ContainsKey(token.Id)
        && NameStamp.Read(token.Name).Stamp is { OriginId: not null } or { Kind: StampKind.Pending });

    // The leaked token that authenticates gets two successors from two runs: the one that connects cannot go by itself.
    private bool IsInAnAdminsHands(TenantToken token) =>
        Targets.Exists(target => IsLeakedManager(target) && Secrets(target).Contains(token.Token));

    private void CheckNoOrphans(bool butUsed)
    {
        foreach (var (id, made) in Invariants.MadeTokens)
        {
            if (Tenant.Find(id) is { } token
                && NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Pending }
                && !(butUsed && (WasUsedLate(token) || IsInAnAdminsHands(token)
                    || token.CreationDate > Clock.Now - PastTheTimeout))
                && !(Tenant.Find(made.OldId) is { } old
                    && NameStamp.Read(old.Name).Stamp is { Kind: not StampKind.Pending } stamp
                    && stamp.PartnerId == id)
                && !IsExcused(made.OldId))
            {
                throw new InvariantViolatedException("I5", $"{token} is left over after the operation timeout and a run");
            }
        }
    }

    private void CheckEnd()
    {
        EntryRules.CheckEnd();
        foreach (var group in Invariants.MadeTokens.GroupBy(made => made.Value.OldId))
        {
            // A token that is rotated with two vaults has one successor in each.
            var successors = group.Select(made => Tenant.Find(made.Key)).OfType<TenantToken>();
            var enabled = Apart([.. successors.Where(token => token.Enabled && !LateWrites.IsReplaced(token))]);
            if (enabled > (Scenario.StoreUse.Everywhere ? 1 : Math.Max(Scenario.Vaults, 1)) && !IsExcused(group.Key))
            {
                throw new InvariantViolatedException("I5", $"{group.Key} has {enabled} successors");
            }
        }

        if (Unfinished() is { } unfinished)
        {
            throw new InvariantViolatedException("I5", unfinished);
        }

        if (InGrace(isTold: false) is { } stays)
        {
            throw new InvariantViolatedException("I5", $"{stays} is never deleted");
        }

        foreach (var target in Targets.Where(target =>
            !IsExcused(target.OldId) && !Scenario.Expires && !ConsumerWorks(target)))
        {
            throw new InvariantViolatedException("I5", $"'{target.Name}' is left without a working secret");
        }
    }

    // Whoever replaces the leaked token that authenticates gives way to nobody: of the tokens that runs beside each other made,
    // one counts.
    private int Apart(List<TenantToken> successors) => IsCompromised && Scenario.SelfRotation
        ? successors.Count(token => !successors.Exists(other =>
            other.CreationDate < token.CreationDate && other.CreationDate + RotationTimes.OperationTimeout > token.CreationDate))
        : successors.Count;

    // Every old token of a line goes in the end, not only the last one.
    private TenantToken? InGrace(bool isTold) => Tenant.Tokens.FirstOrDefault(token =>
        NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Revoked, PartnerId: not null }
        && TargetOf(token.Id) is { } target && !IsExcused(target.OldId, isTold));

    private string? Unfinished()
    {
        foreach (var target in Targets)
        {
            var reports = _runs.Take(2).OfType<Run>().SelectMany(run => run.Reports).Where(
                report => target.Line.Contains(report.Facts.OldId)).ToList();
            var isDone = reports.Exists(
                report => report is { Failure: null, Plan.State: RotationState.Removed or RotationState.NotDue })
                || (reports.Count == 0 && (Scenario.Recurring || Tenant.Find(target.OldId) is null));
            if (!isDone && !IsExcused(target.OldId, isTold: true))
            {
                var ends = reports.Select(report => $"{report.Plan.State}: {report.Plan.Reason} {report.Failure?.Message}");
                return $"the rotation of '{target.Name}' does not end: {string.Join(" | ", ends)}";
            }
        }

        return null;
    }

    // What he did to a rotation may leave it for an admin; nothing else may.
    private bool IsExcused(string oldId, bool isTold = false) =>
        TargetOf(oldId) is not { } target
        || (target.Meddled && !(isTold && IsAnAdmins(target)))
        || (Scenario.SelfRotation && Targets[0].Meddled)
        || (Scenario is { SelfRotation: true, Generation: ApiGeneration.V1 } && target.Index == 0)
        || (Scenario.IsPipeline && Scenario.Runners > 1 && Tenant.Find(oldId) is null)
        || (Scenario.OldFormat && Scenario.Vaults > 1 && !Scenario.StoreUse.Everywhere && Tenant.Find(oldId) is null
            && Secrets(target).Any(secret => secret is not null && IdOf(secret) is null))
        || (Scenario.Expires
            && target.Line.Any(id => Tenant.Find(id) is null or { ExpirationDate: not null } && !Works(id)));

    private bool IsWorkingSecret(string? secret) =>
        secret is not null && Tenant.FindBySecret(secret) is { } token && Works(token);

    private bool Works(string id) => Tenant.Find(id) is { } token && Works(token);
}
