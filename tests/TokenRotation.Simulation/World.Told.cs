using System.Text.RegularExpressions;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Simulation;

/// <content>Where no run can settle a rotation, an admin does what its sentence tells him to, and it ends.</content>
internal sealed partial class World
{
    private const int MostSentences = 8;

    private void Obey()
    {
        for (var round = 0; round < MostSentences && Sentence() is var (runner, target, report); round++)
        {
            Tell($"the admin reads: {report.Plan.Reason}");
            if (!Do(runner, target, report))
            {
                return;
            }

            RunAll();
        }
    }

    private (int Runner, Target Target, RotationReport Report)? Sentence()
    {
        for (var runner = 0; runner < Math.Min(Scenario.Runners, 2); runner++)
        {
            foreach (var report in _runs[runner]!.Reports)
            {
                if (report is { Failure: null, Plan.State: RotationState.NeedsAttention }
                    && TargetOf(report.Facts.OldId) is { } target && IsAnAdmins(target))
                {
                    return (runner, target, report);
                }
            }
        }

        return null;
    }

    private bool IsAnAdmins(Target target) => EntryRules.Overwritten.Overlaps(target.Line);

    private bool Do(int runner, Target target, RotationReport report)
    {
        var (oldId, reason) = (report.Facts.OldId, report.Plan.Reason);
        var partner = Tenant.Find(oldId) is { } old ? NameStamp.Read(old.Name).Stamp?.PartnerId : null;
        var hasArrived = partner is not null && Tenant.Find(partner) is { } heir && Works(heir)
            && Secrets(target).All(secret => secret == heir.Token);
        if (hasArrived && Names(reason, "Complete-DtTokenRotation -Id", oldId))
        {
            RunByHand(run => run.Complete(oldId), runner);
        }
        else if (Names(reason, "Undo-DtTokenRotation -Id", oldId))
        {
            RunByHand(run => run.Undo(oldId), runner);
        }
        else if (MadeToken().Match(reason) is { Success: true } made && Tenant.Find(made.Groups[1].Value) is { } token)
        {
            RunByHand(run => run.Revoke(token.Id), runner);
        }
        else
        {
            return false;
        }

        return true;
    }

    private static bool Names(string reason, string command, string id) =>
        reason.Contains($"{command} {id}", StringComparison.Ordinal);

    private void CheckObeyed()
    {
        if (Sentence() is var (_, target, report))
        {
            throw new InvariantViolatedException("I5", $"no command settles '{target.Name}': {report.Plan.Reason}");
        }
    }

    [GeneratedRegex(@"Revoke-DtToken -Id ([\w.-]+?)\.?(\s|,|$)")]
    private static partial Regex MadeToken();
}
