using System.Text.RegularExpressions;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Simulation;

/// <content>Where no run can settle a rotation, an admin does what its sentence tells him to, and it ends.</content>
internal sealed partial class World
{
    private const int MostSentences = 8;
    private const string Restores = "Restore-DtToken enables it again";

    private bool _asAnother;

    private void Obey()
    {
        var inVain = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < MostSentences && Sentence(inVain) is var (runner, target, report); round++)
        {
            Tell($"the admin reads: {report.Plan.Reason}");
            var changes = Invariants.Changes;
            if (!Do(runner, target, report))
            {
                inVain.Add(report.Plan.Reason);
                continue;
            }

            if (Answer(runner, report.Facts.OldId) is { } answer)
            {
                // He connects otherwise, or comes again when it is time.
                Pass(answer.NotBefore > Clock.Now ? answer.NotBefore.Value - Clock.Now + RotationTimes.Tolerance : TimeSpan.Zero);
                Do(runner, target, report, answer.Reason);
            }

            RunAll();
            if (Invariants.Changes == changes)
            {
                inVain.Add(report.Plan.Reason);
            }
            else
            {
                inVain.Clear();
            }
        }
    }

    // What does not help for now may have to wait for what another sentence says.
    private (int Runner, Target Target, RotationReport Report)? Sentence(HashSet<string>? inVain = null)
    {
        for (var runner = 0; runner < Math.Min(Scenario.Runners, 2); runner++)
        {
            foreach (var report in _runs[runner]!.Reports)
            {
                if (report.Failure is null && SaysWhatToDo(report.Plan) && inVain?.Contains(report.Plan.Reason) != true
                    && TargetOf(report.Facts.OldId) is { } target && IsAnAdmins(target))
                {
                    return (runner, target, report);
                }
            }
        }

        return null;
    }

    // A refusal that points to another rotation has its sentence there.
    private static bool SaysWhatToDo(RotationPlan plan) => plan.State == RotationState.NeedsAttention
        || (plan.State == RotationState.Refused && plan.Reason.Contains(Restores, StringComparison.Ordinal));

    // What his command says, where it has not done what he asked for.
    private RotationPlan? Answer(int runner, string oldId) =>
        _runs[runner] is { IsByHand: true } run
            ? run.Reports.FindLast(report => report.Facts.OldId == oldId
                && report is { Failure: null, Plan.State: RotationState.NeedsAttention or RotationState.Superseded })?.Plan
            : null;

    // Vaults that know nothing of each other have an answer each; and whose consumers read another entry by now, only they know.
    private bool IsAnAdmins(Target target) => target.Moved.Count == 0
        && (EntryRules.Overwritten.Overlaps(target.Line) || IsLeakedManager(target)
            || (target.Meddled && (Vaults.Count < 2 || Scenario.StoreUse.Everywhere)));

    private bool IsLeakedManager(Target target) =>
        IsCompromised && Scenario is { SelfRotation: true, IsPipeline: true } && target.Index == 0;

    private bool Do(int runner, Target target, RotationReport report, string? answer = null)
    {
        // Each of them may have to be somebody whom the rotation does not replace.
        _asAnother = Scenario is { SelfRotation: true, Generation: ApiGeneration.V1 }
            || (answer ?? report.Plan.Reason).Contains("onnect with another token", StringComparison.Ordinal);
        var isDone = Carry(runner, target, report);
        _asAnother = false;
        return isDone;
    }

    private bool Carry(int runner, Target target, RotationReport report)
    {
        var (oldId, reason) = (report.Facts.OldId, report.Plan.Reason);
        var vaults = Vaults.Count == 0 ? [] : Scenario.StoreUse.Everywhere ? Vaults : [Vaults[runner % Vaults.Count]];
        var secrets = Scenario.IsPipeline ? [target.Secret] : vaults.ConvertAll(vault => vault[target.Entry]);
        // Whose consumers read the entry under another name, he has asked them.
        var goesBack = reason.Contains("Undo-DtTokenRotation", StringComparison.Ordinal)
            && !reason.Contains("if nobody reads another entry", StringComparison.Ordinal);
        if (reason.Contains("is enabled again, run Revoke-DtToken", StringComparison.Ordinal)
            && vaults.TrueForAll(vault => IsAnotherOfItsLine(target, oldId, vault[target.Entry])))
        {
            RunByHand(run => run.Revoke(oldId), runner);
        }
        else if (reason.Contains("store its secret there first", StringComparison.Ordinal) && Tenant.Find(oldId) is { } old)
        {
            vaults.ForEach(vault => vault.Write(target.Entry, old.Token, old.Id));
        }
        else if (reason.Contains("Complete-DtTokenRotation", StringComparison.Ordinal)
            && (!goesBack || HasArrived(oldId, secrets)))
        {
            RunByHand(run => run.Complete(oldId), runner);
        }
        else if (goesBack)
        {
            GoBack(runner, target, oldId, vaults);
            LetGo(runner, target, report);
        }
        else if (reason.Contains("cannot revoke itself", StringComparison.Ordinal)
            || reason.Contains("marks it again", StringComparison.Ordinal))
        {
            RunToItsEnd(runner, QuietPolicy, oldId);
        }
        else if (reason.Contains("has lost its name", StringComparison.Ordinal) && Cut(target, oldId) is { } cut)
        {
            Outsider.NameAgain(target, cut);
        }
        else if (reason.Contains("-NewEntry", StringComparison.Ordinal))
        {
            RunToItsEnd(runner, QuietPolicy with { NewEntry = true }, oldId);
        }
        else if (reason.Contains("empty the entry", StringComparison.Ordinal))
        {
            vaults.ForEach(vault => vault.Write(target.Entry, null, null));
        }
        else if (reason.Contains("take the mark in brackets from its name", StringComparison.Ordinal)
            && report.Facts.Pending.Select(pending => Tenant.Find(pending.Id))
                .FirstOrDefault(pending => pending is not null && Secrets(target).Contains(pending.Token)) is { } current)
        {
            Outsider.TakeMark(target, current);
        }
        else if (reason.Contains(Restores, StringComparison.Ordinal))
        {
            RunByHand(run => run.Enable(oldId), runner);
        }
        else if (New().Match(reason) is { Success: true } named && Tenant.Find(named.Groups[1].Value) is { } token)
        {
            return Decide(runner, target, token);
        }
        else
        {
            return false;
        }

        return true;
    }

    // The consumers have a later one, which works: what was enabled again is not put over it.
    private bool IsAnotherOfItsLine(Target target, string oldId, string? secret) =>
        IsWorkingSecret(secret) && IdOf(secret!) is { } id && id != oldId && target.Line.Contains(id);

    // A mark has cut its name, and what had the whole one is gone.
    private TenantToken? Cut(Target target, string oldId) =>
        Scenario.EntriesByName && Tenant.Find(oldId) is { } old && NameStamp.Read(old.Name).Stamp is null
        && old.Name.Length < target.Name.Length && target.Name.StartsWith(old.Name, StringComparison.Ordinal)
            ? old
            : null;

    // Nothing leads back to it, and nobody has its secret: it goes.
    private void LetGo(int runner, Target target, RotationReport report)
    {
        if (report.Plan.Reason.Contains("lets it go", StringComparison.Ordinal)
            && Tenant.Find(report.Facts.OldId) is { Enabled: true } still && still.Name == report.Facts.Old?.Name
            && !Secrets(target).Contains(still.Token))
        {
            RunByHand(run => run.Complete(still.Id), runner);
        }
    }

    // What a forged line has lost from beside the entry the admin has elsewhere.
    private void GoBack(int runner, Target target, string oldId, List<SimulatedVault> vaults)
    {
        RunByHand(run => run.Undo(oldId), runner);
        if (_runs[runner]!.Answered?.Contains("Put it there by hand", StringComparison.Ordinal) == true
            && Tenant.Find(oldId) is { } old)
        {
            var entry = EntriesOf(target.Index).Of(NameStamp.Read(old.Name).BaseName).Previous;
            vaults.ForEach(vault => vault.Write(entry, old.Token, old.Id));
            RunByHand(run => run.Undo(oldId), runner);
        }
    }

    // Of a new token that runs cannot judge: in use, it gets a name without the mark, else it goes.
    private bool Decide(int runner, Target target, TenantToken token)
    {
        if (!Secrets(target).Contains(token.Token))
        {
            RunByHand(run => run.Revoke(token.Id), runner);
            return true;
        }

        Tell($"the admin takes the mark from the name of {token}");
        Outsider.TakeMark(target, token);
        return true;
    }

    private bool HasArrived(string oldId, List<string?> secrets) =>
        Tenant.Find(oldId) is { } old && NameStamp.Read(old.Name).Stamp?.PartnerId is { } partner
        && Tenant.Find(partner) is { } heir && Works(heir) && secrets.TrueForAll(secret => secret == heir.Token);

    /// <summary>Some consumer has the token's secret, or it connects somebody.</summary>
    public bool IsInUse(string id) =>
        Targets.SelectMany(target => Secrets(target).Concat(ReadBy(target)))
            .Any(secret => secret is not null && IdOf(secret) == id);

    private void CheckObeyed()
    {
        Obey();
        if (Sentence() is var (_, target, report))
        {
            throw new InvariantViolatedException("I5", $"no command settles '{target.Name}': {report.Plan.Reason}");
        }
    }

    [GeneratedRegex(@"Revoke-DtToken -Id (\S+?)[.,]?(\s|$)")]
    private static partial Regex New();
}
