using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Rotation.Planning;

public sealed class RotationPlannerTests
{
    private const int Drawn = 100_000;

    [Fact]
    public void Every_combination_of_facts_has_an_answer()
    {
        for (ulong seed = 0; seed < Drawn; seed++)
        {
            var facts = new RandomFacts(seed).Draw();
            var failure = Record.Exception(() => Check(facts, RotationPlanner.Plan(facts)));
            Assert.True(failure is null, $"Seed {seed}: {failure}\n{facts}");
        }
    }

    [Fact]
    public void The_same_facts_have_the_same_answer()
    {
        for (ulong seed = 0; seed < 1000; seed++)
        {
            var facts = new RandomFacts(seed).Draw();
            Assert.Equal(RotationPlanner.Plan(facts), RotationPlanner.Plan(facts));
        }
    }

    [Fact]
    public void What_the_new_token_is_to_be_forbids_nothing()
    {
        for (ulong seed = 0; seed < Drawn; seed++)
        {
            var facts = new RandomFacts(seed).Draw();
            var plain = facts with
            {
                Policy = facts.Policy with { Lifetime = null },
                Own = facts.Own is { Spec: not null } own
                    ? own with { Spec = new TokenSpec { Name = "x", Scopes = ["metrics.read"] } }
                    : facts.Own,
            };

            var (plan, usual) = (RotationPlanner.Plan(facts), RotationPlanner.Plan(plain));

            Assert.True((plan.State, plan.Step) == (usual.State, usual.Step), $"Seed {seed}: {plan}, {usual}");
        }
    }

    [Fact]
    public void Random_facts_reach_every_state_and_every_step()
    {
        var plans = Enumerable.Range(0, Drawn).Select(seed => RotationPlanner.Plan(new RandomFacts((ulong)seed).Draw())).ToList();

        Assert.Equal(Enum.GetValues<RotationState>().Order(), plans.Select(plan => plan.State).Distinct().Order());
        Assert.Equal(Enum.GetValues<RotationStep>().Order(), plans.Select(plan => plan.Step).Distinct().Order());
    }

    [Fact]
    public void Whatever_waits_or_is_left_alone_says_which_command_goes_on()
    {
        for (ulong seed = 0; seed < Drawn; seed++)
        {
            // A token in hand, a delay and a word are a run's own: whoever looks has none of them.
            var drawn = new RandomFacts(seed).Draw();
            var facts = drawn with { Own = null, WasHeldUp = false, Policy = drawn.Policy with { Arrived = false } };
            var plan = RotationPlanner.Plan(facts);

            Assert.True(
                plan.State is RotationState.Refused or RotationState.Removed or RotationState.NotDue
                    || plan.Reason.Contains("-DtToken", StringComparison.Ordinal),
                $"Seed {seed}: {plan}");
        }
    }

    [Fact]
    public void The_old_token_is_kept_where_the_new_one_has_just_been_found_deleted()
    {
        var now = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        var heir = new DtToken
        {
            Id = "dt0c01.NEW",
            Name = "ingest",
            Environment = "https://abc12345.live.dynatrace.com",
            Owner = "ops@example.com",
            Enabled = true,
            CreationDate = now,
        };
        var old = heir with
        {
            Id = "dt0c01.OLD",
            Name = NameStamp.Superseded(now, heir.Id).ApplyTo("ingest"),
            CreationDate = now.AddDays(-100),
        };
        var facts = new RotationFacts
        {
            OldId = old.Id,
            Old = old,
            Heirs = [heir],
            Store = new StoreFacts(heir.Id, CurrentIsDead: false, Unreadable: false, []),
            Policy = new RotationPolicy(),
            Caller = heir with { Id = "dt0c01.ME" },
            Capabilities = ApiCapabilities.V2,
            Now = now.AddMinutes(1),
        };

        Assert.Equal(RotationStep.Revoke, RotationPlanner.Plan(facts).Step);
        Assert.Equal(
            RotationState.NeedsAttention,
            RotationPlanner.Plan(facts with { Store = facts.Store with { CurrentIsDead = true } }).State);
    }

    [Theory]
    [InlineData(0, RotationStep.Rename)]
    [InlineData(-1, RotationStep.None)]
    public void A_new_token_that_was_completed_within_the_second_in_which_it_was_made_gets_its_name(
        int seconds, RotationStep step)
    {
        var second = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        var heir = new DtToken
        {
            Id = "dt0c01.NEW",
            Name = NameStamp.Pending("OPER01", "dt0c01.OLD", NameStamp.Pipeline).ApplyTo("ingest"),
            Environment = "https://abc12345.live.dynatrace.com",
            Owner = "ops@example.com",
            Enabled = true,
            CreationDate = second.AddMilliseconds(400),
        };
        var old = heir with
        {
            Id = "dt0c01.OLD",
            Name = NameStamp.Revoked(second.AddMilliseconds(900).AddSeconds(seconds), heir.Id).ApplyTo("ingest"),
            Enabled = false,
            CreationDate = second.AddDays(-100),
        };
        var facts = new RotationFacts
        {
            OldId = old.Id,
            Old = old,
            Heirs = [heir],
            Pending = [heir],
            Policy = new RotationPolicy(),
            Caller = heir with { Id = "dt0c01.ME" },
            Capabilities = ApiCapabilities.V2,
            Now = second.AddMinutes(1),
        };

        Assert.Equal(step, RotationPlanner.Plan(facts).Step);
    }

    [Fact]
    public void A_token_that_somebody_has_revoked_is_not_handed_over_though_a_later_one_works()
    {
        var now = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        var later = new DtToken
        {
            Id = "dt0c01.LATER",
            Name = "another",
            Environment = "https://abc12345.live.dynatrace.com",
            Owner = "stranger@example.com",
            Enabled = true,
            CreationDate = now,
        };
        var heir = later with { Id = "dt0c01.NEW", Name = "ingest", Owner = "ops@example.com" };
        var old = heir with
        {
            Id = "dt0c01.OLD",
            Name = NameStamp.Superseded(now, heir.Id).ApplyTo("ingest"),
            CreationDate = now.AddDays(-100),
        };
        var facts = new RotationFacts
        {
            OldId = old.Id,
            Old = old,
            Heirs = [heir, later],
            Policy = new RotationPolicy(),
            Caller = heir with { Id = "dt0c01.ME" },
            Capabilities = ApiCapabilities.V2,
            Now = now.AddMinutes(1),
            Own = new OwnSuccessor
            {
                Operation = "OPER01",
                Id = heir.Id,
                Token = NewToken.Classic(),
                Name = "ingest",
                CreationDate = now,
                Verified = true,
                Listed = true,
                Rechecked = true,
            },
        };

        Assert.Equal(RotationStep.HandOver, RotationPlanner.Plan(facts).Step);
        Assert.Equal(
            RotationState.NeedsAttention,
            RotationPlanner.Plan(facts with { Heirs = [heir with { Enabled = false }, later] }).State);
    }

    private static void Check(RotationFacts facts, RotationPlan plan)
    {
        Assert.EndsWith(".", plan.Reason, StringComparison.Ordinal);
        Assert.True(plan.Reason.Length > 1);
        switch (plan.Step)
        {
            case RotationStep.None:
                break;
            case RotationStep.Elect or RotationStep.Withdraw or RotationStep.Verify or RotationStep.Recheck:
                Assert.NotNull(facts.Own);
                break;
            case RotationStep.Store:
                Assert.NotNull(facts.Own);
                Assert.NotNull(facts.Store);
                break;
            case RotationStep.Mend:
                Assert.True(facts.Own is not null || facts.Store is not null
                    || new Situation(facts) is { RevocationIsUndated: true } or { DateCannotStand: true });
                Assert.NotNull(facts.Old);
                break;
            case RotationStep.HandOver:
                Assert.NotNull(facts.Own);
                Assert.Null(facts.Store);
                break;
            case RotationStep.RevokeFirst or RotationStep.Delete:
                Assert.NotNull(facts.Old);
                break;
            case RotationStep.Revoke or RotationStep.Commit:
                Assert.NotNull(facts.Old);
                Assert.NotNull(plan.Successor);
                break;
            case RotationStep.Create:
                Assert.True(facts.MayBegin);
                break;
            default:
                Assert.NotNull(plan.Successor);
                break;
        }

        Assert.True(plan.State is not (
            RotationState.NeedsAttention or RotationState.Refused or RotationState.NotDue or RotationState.Removed)
            || plan.Step == RotationStep.None);
    }
}
