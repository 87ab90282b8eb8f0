using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Platform.Planning;

namespace TokenRotation.Tests.Rotation.Platform.Planning;

public sealed class PlatformPlannerTests
{
    private const int Drawn = 100_000;

    [Fact]
    public void Every_combination_of_facts_has_an_answer_that_loses_nothing()
    {
        for (ulong seed = 0; seed < Drawn; seed++)
        {
            var facts = new PlatformRandomFacts(seed).Draw();
            var failure = Record.Exception(() => Check(new PlatformSituation(facts), PlatformPlanner.Plan(facts)));
            Assert.True(failure is null, $"Seed {seed}: {PlatformPlanner.Plan(facts)} {failure}\n{facts}");
        }
    }

    [Fact]
    public void The_same_facts_have_the_same_answer()
    {
        for (ulong seed = 0; seed < 1000; seed++)
        {
            var facts = new PlatformRandomFacts(seed).Draw();
            Assert.Equal(PlatformPlanner.Plan(facts), PlatformPlanner.Plan(facts));
        }
    }

    [Fact]
    public void Random_facts_reach_every_rule()
    {
        var reached = Enumerable.Range(0, Drawn)
            .Select(seed => PlatformPlanner.Decide(new PlatformRandomFacts((ulong)seed).Draw()))
            .Select(decided => (decided.Table, decided.Rule))
            .ToHashSet();
        var missed = PlatformPlanner.Tables
            .SelectMany(table => Enumerable.Range(1, table.Value).Select(rule => (table.Key, rule)))
            .Where(rule => !reached.Contains(rule));

        Assert.Empty(missed);
    }

    [Fact]
    public void Whatever_waits_or_is_left_alone_says_which_command_goes_on()
    {
        for (ulong seed = 0; seed < Drawn; seed++)
        {
            // A token in hand, a delay and a word are a run's own: whoever looks has none of them.
            var drawn = new PlatformRandomFacts(seed).Draw();
            var facts = drawn with { Own = null, WasHeldUp = false, Policy = drawn.Policy with { Arrived = false } };
            var plan = PlatformPlanner.Plan(facts);

            Assert.True(
                plan.State is RotationState.Refused or RotationState.Removed or RotationState.NotDue
                    || plan.Reason.Contains("-DtToken", StringComparison.Ordinal),
                $"Seed {seed}: {plan}");
        }
    }

    [Fact]
    public void Whoever_completes_a_rotation_ends_the_old_token_and_nothing_else()
    {
        for (ulong seed = 0; seed < Drawn; seed++)
        {
            var plan = PlatformPlanner.Complete(new PlatformRandomFacts(seed).Draw());
            Assert.Contains(plan.Step, new[] { RotationStep.None, RotationStep.Revoke });
        }
    }

    private static void Check(PlatformSituation s, RotationPlan plan)
    {
        Assert.NotEmpty(plan.Reason);
        switch (plan.Step)
        {
            case RotationStep.Create:
                Assert.True(s.Facts is { MayBegin: true, HasRoom: true, Refusal: null, Own: null } || s.Own is not null);
                Assert.Null(s.Elected);
                Assert.False(s.HeirWorks);
                break;
            case RotationStep.Commit:
                Assert.True(s.Own is { Verified: true, Rechecked: true });
                Assert.True(s.Facts.Now - s.Own!.CreationDate < PlatformTimes.ExtensionWindow(PlatformTimes.Lease));
                Assert.Equal(s.Own.Id, plan.Successor!.Id);
                break;
            case RotationStep.Withdraw:
                Assert.True(s.Own is { StoreTried: false, CommitTried: false }
                    || (s is { HasStore: false, Rival: not null, Own.HandOverTried: false }));
                break;
            case RotationStep.Promote:
            case RotationStep.HandOver:
                Assert.True(s.IsCommitted(s.Partner!) && s.Works(s.Partner!));
                break;
            case RotationStep.Revoke:
                Assert.True(s.HeirWorks && (s.HeirInUseWorks || !s.IsOnItsWay));
                Assert.True(!s.HasStore || s.HeirIsCurrent || s.Facts.Policy.Arrived || s.OldIsLowered || !s.OldWorks);
                break;
            case RotationStep.Delete:
                Assert.False(s.OldWorks);
                Assert.True(s.HeirWorks && (s.Grace == TimeSpan.Zero || s.RemovableAt <= s.Facts.Now));
                Assert.False(s.StoreHoldsOld);
                break;
            case RotationStep.Collect:
                Assert.NotEqual(plan.Successor!.Id, s.Facts.Store?.CurrentId);
                Assert.NotEqual(plan.Successor.Id, s.Partner?.Id);
                Assert.True(s.Facts.Now - plan.Successor.CreationDate >= PlatformTimes.Lease || !plan.Successor.Enabled);
                break;
        }
    }
}
