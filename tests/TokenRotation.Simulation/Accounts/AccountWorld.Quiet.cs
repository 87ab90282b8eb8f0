namespace TokenRotation.Simulation.Accounts;

/// <content>The part in which everything comes to rest, and what has to be true by then.</content>
internal sealed partial class AccountWorld
{
    private const int MostRounds = 8;

    // Past half of a lease, a lease, the long lease, an overlap, and a grace period.
    private static readonly TimeSpan[] Rounds =
    [
        TimeSpan.FromMinutes(31), TimeSpan.FromMinutes(62), TimeSpan.FromHours(25), TimeSpan.FromHours(25), TimeSpan.FromDays(8),
        TimeSpan.FromHours(25), TimeSpan.FromDays(8), TimeSpan.FromDays(8),
    ];

    private void Converge()
    {
        Tell("quiet");
        IsCalm = true;
        Account.Options = Account.Options with { AccountListLag = TimeSpan.Zero };
        Outsider.MakeRoom(_fillers);
        Pass(TimeSpan.FromMinutes(2));
        RunAll();
        SettleByWord();
        foreach (var pause in Rounds)
        {
            Pass(pause);
            UseSecrets();
            RunAll();
        }

        var changes = Invariants.Changes;
        RunOnce();
        if (Invariants.Changes != changes)
        {
            throw new InvariantViolatedException("I7", "a run changed something although nothing had happened");
        }

        Targets.ForEach(CheckEnd);
    }

    private void RunAll()
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var changes = Invariants.Changes;
            RunOnce();
            foreach (var target in Targets.Where(_ => Scenario.IsPipeline))
            {
                BeginToComplete(target);
                Finish();
            }

            if (Invariants.Changes == changes)
            {
                return;
            }
        }

        if (Targets.TrueForAll(target => !target.IsMeddled))
        {
            throw new InvariantViolatedException("I7", "the runs go on changing things");
        }
    }

    private void RunOnce()
    {
        foreach (var runner in Runners)
        {
            Begin(runner, cleanup: false);
            Finish();
        }
    }

    private void Finish()
    {
        while (IsBusy)
        {
            Step(Decision.Usual);
        }
    }

    // Of two tokens that were made in one second each may have been elected, and each is in a vault that the other's run does not
    // know: who knows both decides.
    private bool IsOfTwoVaults(AccountTarget target) => Vaults.Count == 2 && !Scenario.Everywhere
        && Held(target).Select(held => OfSecret(held.Secret)).OfType<Sandbox.Account.PlatformToken>().ToList()
            is [var one, var other]
        && one.Id != other.Id && one.CreatedAt == other.CreatedAt && Works(one) && Works(other)
        && Invariants.IsExtended(one) && Invariants.IsExtended(other);

    private void CheckEnd(AccountTarget target)
    {
        if (target.IsMeddled)
        {
            return;
        }

        var reports = Runners.Select(i => _runs[i]!).SelectMany(run => run.Reports)
            .Where(report => report.Target.OldId == target.Old.Id).ToList();
        var said = string.Join(" / ", reports.Select(report => $"{report.Plan.State}: {report.Plan.Reason}").Distinct());
        // A pipeline that has lost a secret waits for an admin.
        if (Scenario.IsPipeline && OfSecret(target.Secret)?.Id == target.Old.Id
            && (Scenario.Policy.Compromised || ConsumerWorks(target))
            && reports.TrueForAll(report => report.Plan.State == RotationState.NeedsAttention))
        {
            return;
        }

        if (IsOfTwoVaults(target) && reports.TrueForAll(report => report.Plan.State == RotationState.NeedsAttention))
        {
            return;
        }

        // Where nothing tells any more whose a rotation was, what its lease has ended stays in the list.
        var left = target.Line.Select(Account.FindPlatformToken).OfType<Sandbox.Account.PlatformToken>()
            .Where(token => !Scenario.IsPipeline || Works(token) || Invariants.IsExtended(token)).ToList();
        if (Account.FindPlatformToken(target.Old.Id) is { } old)
        {
            throw new InvariantViolatedException("I5", $"{old.Id} is still there; {said}");
        }

        if (left.Count != 1 || !Works(left[0]) || !Invariants.IsExtended(left[0])
            || Held(target).All(held => held.Secret != left[0].Token))
        {
            throw new InvariantViolatedException(
                "I5", $"{string.Join(", ", left.Select(token => token.Name))} are left of {target.Old.Id}; {said}");
        }
    }
}
