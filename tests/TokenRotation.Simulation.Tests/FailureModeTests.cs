using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation.Tests;

/// <summary>
/// The ways in which rotations fail, F1 and so on; docs/evidence/failure-modes.md lists them with the answers. Each is played on
/// the simulation's stage, which checks the promises after every event besides.
/// </summary>
public sealed class FailureModeTests
{
    private static readonly TimeSpan PastTheTimeout = RotationTimes.OperationTimeout + TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PastTheGrace = RotationPolicy.DefaultGracePeriod + TimeSpan.FromMinutes(1);
    private static readonly Scenario OneRunner = new() { Seed = 1 };
    private static readonly Scenario TwoRunners = OneRunner with { Runners = 2, Skews = [TimeSpan.Zero, TimeSpan.Zero] };
    private static readonly Scenario OneVaultTwoRunners = TwoRunners with { Vaults = 1 };
    private static readonly Scenario Pipeline = OneRunner with { Vaults = 0 };

    [Fact]
    public void F1_what_a_run_has_created_before_it_died_is_collected_and_made_anew()
    {
        var stage = new Stage(OneRunner).Plan(RotationStep.Create, Moment.After).RunAlone();
        var orphan = Assert.Single(stage.Successors);

        stage.RunAlone();
        Assert.Equal(orphan.Id, Assert.Single(stage.Successors).Id);

        stage.Wait(PastTheTimeout).RunAlone();
        Assert.True(stage.IsSettled);
        Assert.False(stage.World.Tenant.Find(orphan.Id)!.Enabled);

        Assert.Null(stage.Wait(RotationTimes.LeftBehindGrace + PastTheTimeout).RunAlone().World.Tenant.Find(orphan.Id));
    }

    [Fact]
    public void F23_a_runner_that_slept_over_its_commit_mark_puts_back_the_mark_that_stood()
    {
        var (stage, successor) = SleptOverTheMark();

        Assert.Equal(
            (StampKind.Revoked, successor),
            (NameStamp.Read(stage.Old!.Name).Stamp!.Kind, NameStamp.Read(stage.Old.Name).Stamp!.PartnerId));
        Assert.True(stage.IsSettled);
    }

    [Fact]
    public void F24_a_runner_that_slept_over_its_promotion_does_not_leave_a_dead_secret_in_the_entry()
    {
        var policy = new RotationPolicy { Scheduled = true, MaximumAge = TimeSpan.FromDays(2) };
        var stage = new Stage(OneVaultTwoRunners with { Recurring = true, Policy = policy })
            .Plan(RotationStep.Promote, Moment.Within, Fault.Sleep)
            .RunUntilAsleep(TimeSpan.FromDays(4)).Wait(PastTheTimeout).RunBeside().Wait(TimeSpan.FromDays(3)).RunBeside();
        var newest = stage.Successors.MaxBy(token => token.CreationDate)!;

        stage.Wake();

        Assert.Equal(newest.Id, stage.World.Tenant.FindBySecret(stage.World.Vaults[0][stage.Target.Entry]!)?.Id);
        Assert.True(stage.World.ConsumerWorks(stage.Target));
    }

    [Fact]
    public void F37_an_entry_that_is_gone_since_the_mark_is_not_made_anew_without_a_word()
    {
        var stage = new Stage(OneRunner).Plan(RotationStep.Promote, Moment.Before).RunAlone();
        MoveEntry(stage);

        stage.Wait(PastTheTimeout).RunAlone();

        var plan = Assert.Single(stage.Reports).Plan;
        Assert.Equal(RotationState.NeedsAttention, plan.State);
        Assert.Contains("-NewEntry", plan.Reason, StringComparison.Ordinal);
        Assert.Null(stage.World.Vaults[0][stage.Target.Entry]);
        Assert.True(stage.Old!.Enabled);
    }

    [Fact]
    public void F37_what_a_dead_run_made_is_not_collected_while_the_entry_is_gone()
    {
        // Two runs that cannot see each other make a token each, and the entry is moved with the one that lost its mark.
        var stage = new Stage(OneVaultTwoRunners).Plan(RotationStep.Elect, Moment.Before).RunAlone();
        var first = Assert.Single(stage.Successors);
        stage.World.Vaults[0].Write($"{stage.Target.Entry}-pending-{first.Id.Replace('.', '-')}", first.Token, first.Id);
        stage.Plan(RotationStep.Promote, Moment.Before).RunBeside();
        MoveEntry(stage);

        stage.Wait(PastTheTimeout).RunAlone();

        Assert.True(stage.World.Tenant.Find(first.Id)!.Enabled);
    }

    [Fact]
    public void F38_what_an_undo_lets_go_while_its_name_is_written_is_not_handed_over()
    {
        var stage = new Stage(Pipeline with { Runners = 2, Skews = [TimeSpan.Zero, TimeSpan.Zero], NameLength = 99 })
            .Plan(RotationStep.Rename, Moment.Within, Fault.Sleep).RunUntilAsleep(TimeSpan.FromSeconds(30)).GoBack();
        Assert.True(stage.Old!.Enabled);

        stage.Wake();

        Assert.Equal(stage.Old.Token, stage.Target.Secret);
    }

    [Fact]
    public void F39_an_old_token_that_has_expired_is_not_gone_back_to()
    {
        // 25 days old and made for 25 days and an hour.
        var stage = new Stage(OneRunner with { Lifetime = TimeSpan.FromDays(25) + TimeSpan.FromHours(1) })
            .RunAlone().Wait(TimeSpan.FromHours(2));
        var current = Assert.Single(stage.Successors);

        stage.GoBack();

        Assert.Equal(current.Token, stage.World.Vaults[0][stage.Target.Entry]);
        Assert.True(stage.World.ConsumerWorks(stage.Target));
    }

    [Fact]
    public void F42_a_deletion_that_is_held_up_past_the_fence_does_not_delete_what_somebody_has_gone_back_to()
    {
        var stage = new Stage(TwoRunners with { Vaults = 1 }).RunAlone().Wait(PastTheGrace)
            .Plan(RotationStep.Delete, Moment.Within, Fault.Sleep).RunUntilAsleep(TimeSpan.FromSeconds(10))
            .GoBack().Wait(TimeSpan.FromMinutes(10));

        stage.Wake();

        // The run that was held up rotates it once more, as it was told to.
        Assert.NotNull(stage.Old);
        Assert.True(stage.IsSettled);
    }

    private static void MoveEntry(Stage stage)
    {
        var (vault, entry) = (stage.World.Vaults[0], stage.Target.Entry);
        vault.Write(entry + "-moved", vault[entry], stage.World.Tenant.FindBySecret(vault[entry]!)!.Id);
        vault.Write(entry, null, null);
    }

    [Fact]
    public void The_stage_finds_a_sleeper_that_puts_nothing_right()
    {
        var (stage, successor) = SleptOverTheMark(Mutants.Sleeper);

        Assert.NotEqual(successor, NameStamp.Read(stage.Old!.Name).Stamp!.PartnerId);
    }

    private static (Stage Stage, string SuccessorId) SleptOverTheMark(Mutant? mutant = null)
    {
        var stage = new Stage(OneVaultTwoRunners, mutant).Plan(RotationStep.Commit, Moment.Within, Fault.Sleep)
            .RunUntilAsleep(TimeSpan.FromHours(2)).Wait(PastTheTimeout).RunBeside();
        var successor = Assert.Single(stage.Successors);
        return (stage.Wake(), successor.Id);
    }

    [Fact]
    public void F25_what_a_run_that_died_had_disabled_and_is_in_use_is_enabled_again()
    {
        var stage = new Stage(OneRunner).Plan(RotationStep.Promote, Moment.After).RunAlone();
        var successor = Assert.Single(stage.Successors);
        var stamp = NameStamp.LeftBehind(stage.World.Clock.Now, stage.Target.OldId, RotationTimes.LeftBehindGrace);
        var change = new TokenChange { Enabled = false, Name = stamp.ApplyTo(stage.Target.Name) };
        stage.World.Tenant.Update(Generation.V2, stage.World.Superuser, successor.Id, change);

        stage.RunAlone();

        Assert.True(stage.World.Tenant.Find(successor.Id)!.Enabled);
    }

    [Fact]
    public void F26_a_run_with_another_store_leaves_a_new_token_to_the_run_that_has_its_own()
    {
        var stage = new Stage(TwoRunners with { Vaults = 2 }).Plan(RotationStep.Store, Moment.After)
            .RunUntilAsleep(TimeSpan.Zero);
        var successor = Assert.Single(stage.Successors);

        stage.Wait(PastTheTimeout).RunBeside();

        Assert.True(stage.World.Tenant.Find(successor.Id)!.Enabled);
        Assert.Equal(StampKind.Pending, NameStamp.Read(stage.World.Tenant.Find(successor.Id)!.Name).Stamp!.Kind);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(25)]
    public void F27_runs_that_see_each_other_late_leave_one_token(int seconds)
    {
        var stage = new Stage(Behind(seconds)).RunTogether().Wait(PastTheTimeout).RunAlone().Wait(PastTheTimeout).RunAlone();

        Assert.True(stage.IsSettled);
    }

    [Fact]
    public void F27_a_run_that_slept_before_the_promotion_and_one_that_did_not_see_it_leave_one_token()
    {
        Assert.True(SleptUnseen().IsSettled);
    }

    [Fact]
    public void The_stage_finds_a_new_token_that_loses_its_mark_before_other_nodes_know_of_it()
    {
        Assert.NotEqual(1, SleptUnseen(Mutants.Unsettled).Successors.Count);
    }

    private static Stage SleptUnseen(Mutant? mutant = null) =>
        new Stage(Behind(25), mutant).Plan(RotationStep.Promote, Moment.Within, Fault.Sleep)
            .RunUntilAsleep(TimeSpan.FromSeconds(20)).RunBeside().Wake()
            .Wait(PastTheTimeout).RunAlone().Wait(PastTheTimeout).RunAlone();

    [Fact]
    public void F28_without_a_date_a_run_finishes_what_it_made_and_deletes_nothing()
    {
        var stage = new Stage(OneRunner with { Around = new Surroundings { DatesAreMissing = true } }).RunAlone();

        Assert.True(stage.IsSettled);
        Assert.NotNull(stage.Wait(PastTheGrace).RunAlone().Old);
    }

    [Fact]
    public void F28_without_a_date_an_overlap_has_no_beginning()
    {
        var policy = OneRunner.Policy with { Overlap = TimeSpan.FromHours(2) };
        var undated = new Surroundings { DatesAreMissing = true };
        var stage = new Stage(OneRunner with { Policy = policy, Around = undated }).RunAlone();

        Assert.Contains("[dtr superseded ?+2h by", stage.Old!.Name);
        Assert.True(stage.Wait(TimeSpan.FromDays(1)).RunAlone().Old!.Enabled);
    }

    [Fact]
    public void F28_one_date_of_the_future_deletes_nothing()
    {
        var stage = new Stage(OneRunner).RunAlone().Wait(TimeSpan.FromDays(1));

        stage.WithWrongDates().RunAlone();

        Assert.NotNull(stage.Old);
    }

    [Theory]
    [InlineData("[dtr superseded 20260101T000000Z by {0}]")]
    [InlineData("[dtr revoked 20260101T000000Z+9999d by {0}]")]
    [InlineData("[dtr revoked 20260101T000000Z by ../{0}]")]
    public void F29_a_forged_mark_with_an_unrelated_token_of_the_same_user_revokes_and_deletes_nothing(string mark)
    {
        var stage = new Stage(OneRunner);
        var unrelated = stage.World.Tenant.Seed(new SeedToken
        {
            Name = "unrelated",
            Owner = World.Owner,
            Scopes = ["metrics.read"],
            CreationDate = stage.World.Clock.Now.AddDays(-90),
        });
        var name = stage.Target.Name + " " + string.Format(System.Globalization.CultureInfo.InvariantCulture, mark, unrelated.Id);
        Rename(stage, stage.Target.OldId, name);

        stage.RunAlone().Wait(PastTheGrace).RunAlone();

        Assert.Equal(unrelated, stage.World.Tenant.Find(unrelated.Id));
        Assert.True(stage.World.ConsumerWorks(stage.Target));
    }

    [Fact]
    public void F30_a_line_of_more_than_sixteen_rotations_ends_with_one_token()
    {
        var policy = new RotationPolicy { Scheduled = true, MaximumAge = TimeSpan.FromHours(8) };
        var stage = new Stage(OneRunner with { Recurring = true, Policy = policy });
        for (var rotation = 0; rotation < 20; rotation++)
        {
            stage.RunAlone().Wait(TimeSpan.FromHours(9));
        }

        Assert.Equal(20, stage.World.Invariants.MadeTokens.Count);

        for (var week = 0; week < 3; week++)
        {
            stage.Wait(PastTheGrace).RunAlone();
        }

        var left = stage.World.Tenant.Tokens.Where(token => stage.Target.Line.Contains(token.Id)).ToList();
        Assert.Single(left, token => token.Enabled);
        Assert.All(left.Where(token => !token.Enabled), token =>
            Assert.True(stage.World.Clock.Now - token.ModifiedDate < PastTheGrace));
        Assert.True(stage.World.ConsumerWorks(stage.Target));
    }

    [Fact]
    public void F31_a_mark_that_a_sleeper_wrote_over_a_revocation_gives_way_to_what_the_store_holds()
    {
        var stage = new Stage(Behind(25)).Plan(RotationStep.Commit, Moment.Within, Fault.Sleep)
            .RunUntilAsleep(TimeSpan.FromHours(2)).RunBeside().Wait(TimeSpan.FromMinutes(2)).RunBeside();
        var successor = stage.World.Tenant.FindBySecret(stage.World.Vaults[0][stage.Target.Entry]!)!;
        Assert.Equal(stage.Target.Name, successor.Name);

        stage.Wake().Wait(PastTheTimeout).RunAlone();

        Assert.Equal(
            (StampKind.Revoked, successor.Id),
            (NameStamp.Read(stage.Old!.Name).Stamp!.Kind, NameStamp.Read(stage.Old.Name).Stamp!.PartnerId));
        Assert.True(stage.IsSettled);
    }

    [Fact]
    public void F32_an_entry_that_was_set_back_to_a_revoked_token_gets_the_secret_of_the_one_that_works()
    {
        var stage = new Stage(OneRunner).RunAlone();
        var successor = Assert.Single(stage.Successors);
        stage.World.Vaults[0].Write(stage.Target.Entry, stage.Old!.Token, stage.Old.Id);

        stage.RunAlone();

        Assert.Equal(successor.Token, stage.World.Vaults[0][stage.Target.Entry]);
    }

    [Fact]
    public void F33_a_revocation_whose_mark_somebody_took_away_is_marked_again()
    {
        var stage = new Stage(OneRunner with { SettlingTime = TimeSpan.FromSeconds(30) }).RunAlone();
        Assert.False(stage.Old!.Enabled);
        Rename(stage, stage.Target.OldId, stage.Target.Name);

        stage.Wait(PastTheTimeout).RunAlone().Wait(PastTheTimeout).RunAlone();

        Assert.Equal(StampKind.Revoked, NameStamp.Read(stage.Old!.Name).Stamp?.Kind);
        Assert.True(stage.IsSettled);
    }

    [Theory]
    [InlineData(ApiGeneration.V1)]
    [InlineData(ApiGeneration.V2)]
    public void F34_the_overlap_begins_when_the_entry_has_the_new_secret(ApiGeneration generation)
    {
        var policy = new RotationPolicy { Overlap = TimeSpan.FromHours(2) };
        var stage = new Stage(OneRunner with { Generation = generation, Policy = policy }).Plan(RotationStep.Commit, Moment.After)
            .RunAlone();

        stage.Wait(TimeSpan.FromHours(3)).RunAlone();
        Assert.True(stage.World.ConsumerWorks(stage.Target));
        Assert.True(stage.Old!.Enabled);

        Assert.False(stage.Wait(TimeSpan.FromHours(3)).RunAlone().Old!.Enabled);
    }

    [Fact]
    public void F35_a_mark_that_a_sleeper_wrote_over_a_hand_over_gives_way_to_the_token_that_was_handed_over()
    {
        var stage = new Stage(TwoRunners with { Vaults = 0 }).Plan(RotationStep.Commit, Moment.Within, Fault.Sleep)
            .RunUntilAsleep(TimeSpan.FromMinutes(40)).Wait(PastTheTimeout).RunBeside();
        var handedOver = stage.World.Tenant.FindBySecret(stage.Target.Secret)!;

        stage.Wake().Wait(PastTheTimeout).RunAlone();

        Assert.Equal(handedOver.Id, NameStamp.Read(stage.Old!.Name).Stamp!.PartnerId);
        Assert.True(stage.World.ConsumerWorks(stage.Target));
    }

    [Fact]
    public void F41_a_mark_that_nobody_can_date_keeps_its_promise_until_a_run_knows_the_time()
    {
        var policy = new RotationPolicy { Overlap = TimeSpan.FromHours(2) };
        var stage = new Stage(OneRunner with
        {
            Generation = ApiGeneration.V1,
            Around = new Surroundings { DatesAreMissing = true },
            Policy = policy,
        }).RunAlone();
        Assert.True(stage.World.ConsumerWorks(stage.Target));

        Assert.True(stage.Wait(TimeSpan.FromHours(3)).RunAlone().Old!.Enabled);
        Assert.Equal(NameStamp.Superseded(null, stage.Successors[0].Id, policy.Overlap), NameStamp.Read(stage.Old!.Name).Stamp);
    }

    [Fact]
    public void F41_a_machine_that_slept_before_its_mark_gives_the_overlap_from_the_hand_over_on()
    {
        var stage = new Stage(OneRunner with
        {
            Generation = ApiGeneration.V1,
            Vaults = 0,
            Policy = new RotationPolicy { Overlap = TimeSpan.FromHours(2) },
        }).Plan(RotationStep.Recheck, Moment.Within, Fault.SleepWithin).RunUntilAsleep(TimeSpan.FromHours(3)).Wake();
        Assert.True(stage.World.ConsumerWorks(stage.Target));

        stage.Wait(TimeSpan.FromHours(1)).RunAlone();

        Assert.True(NameStamp.Read(stage.Old!.Name).Stamp!.At >= stage.World.Clock.Now - TimeSpan.FromMinutes(61));
    }

    [Fact]
    public void F36_a_late_mark_that_names_what_was_left_behind_is_taken_away_where_no_secret_is_left()
    {
        var stage = new Stage(OneRunner).Plan(RotationStep.Commit, Moment.Before).RunAlone();
        var leftBehind = Assert.Single(stage.Successors);
        stage.Wait(PastTheTimeout).Plan(RotationStep.Create, Moment.Before).RunAlone();
        Assert.False(stage.World.Tenant.Find(leftBehind.Id)!.Enabled);
        Rename(stage, stage.Target.OldId, NameStamp.Superseded(stage.World.Clock.Now, leftBehind.Id).ApplyTo(stage.Target.Name));

        stage.RunAlone().Wait(PastTheTimeout).RunAlone();

        Assert.NotEqual(leftBehind.Id, Assert.Single(stage.Successors).Id);
        Assert.True(stage.IsSettled);
    }

    [Fact]
    public void F40_what_was_left_behind_and_somebody_has_enabled_waits_for_a_word_and_not_for_its_deletion()
    {
        var stage = new Stage(OneRunner).Plan(RotationStep.Commit, Moment.Before).RunAlone();
        var leftBehind = Assert.Single(stage.Successors);
        stage.Wait(PastTheTimeout).Plan(RotationStep.Create, Moment.Before).RunAlone();
        var (tenant, superuser) = (stage.World.Tenant, stage.World.Superuser);
        tenant.Update(Generation.V2, superuser, leftBehind.Id, new TokenChange { Enabled = true });
        tenant.Delete(Generation.V2, superuser, stage.Target.OldId);
        stage.World.Invariants.Check(null);

        var plan = Assert.Single(stage.Wait(PastTheGrace).RunAlone().Reports).Plan;

        Assert.Equal(RotationState.NeedsAttention, plan.State);
        Assert.Contains($"Revoke-DtToken -Id {leftBehind.Id}", plan.Reason, StringComparison.Ordinal);
        Assert.True(tenant.Find(leftBehind.Id)!.Enabled);
    }

    private static Scenario Behind(int seconds) => OneVaultTwoRunners with
    {
        SettlingTime = TimeSpan.FromSeconds(30),
        Around = new Surroundings { Lag = TimeSpan.FromSeconds(seconds) },
    };

    [Fact]
    public void F2_a_token_whose_creation_was_not_answered_is_deleted_and_another_one_made()
    {
        var stage = new Stage(OneRunner).Plan(RotationStep.Create, Moment.Within, Fault.AnswerLost).RunAlone();

        Assert.True(stage.IsSettled);
        Assert.Equal(2, stage.World.Invariants.MadeTokens.Count);
    }

    [Fact]
    public void F3_a_vault_that_fails_leaves_the_old_token_as_it_was()
    {
        var stage = new Stage(OneRunner).Plan(RotationStep.Store, Moment.Within, Fault.ServerFailed).RunAlone();

        Assert.Equal((true, stage.Target.Name), (stage.Old!.Enabled, stage.Old.Name));
        Assert.NotNull(Assert.Single(stage.Reports).Failure);
        Assert.True(stage.World.ConsumerWorks(stage.Target));
    }

    [Theory]
    [InlineData(nameof(RotationStep.Store))]
    [InlineData(nameof(RotationStep.Promote))]
    public void F4_a_vault_that_says_yes_and_keeps_nothing_is_caught_before_the_old_token_is_revoked(string step)
    {
        var stage = new Stage(OneRunner).Plan(Enum.Parse<RotationStep>(step), Moment.Within, Fault.Lie).RunAlone();

        Assert.True(stage.Old!.Enabled);
        Assert.IsType<SecretStoreException>(Assert.Single(stage.Reports).Failure);
    }

    [Fact]
    public void F5_a_new_token_that_does_not_work_yet_is_waited_for()
    {
        var stage = new Stage(OneRunner with { CreatePropagation = TimeSpan.FromSeconds(2) }).RunAlone();

        Assert.True(stage.IsSettled);
    }

    [Fact]
    public void F5_a_new_token_that_does_not_work_at_all_replaces_nothing()
    {
        var stage = new Stage(OneRunner with { CreatePropagation = TimeSpan.FromHours(1) }).RunAlone();

        Assert.IsType<SuccessorNotVerifiedException>(Assert.Single(stage.Reports).Failure);
        Assert.Equal((true, stage.Target.Name), (stage.Old!.Enabled, stage.Old.Name));
    }

    [Fact]
    public void F6_an_old_token_that_is_still_used_stays_enabled_where_use_is_required()
    {
        var use = new UseRequirement(TimeSpan.FromHours(1), null, UnusedAction.Wait);
        var stage = new Stage(OneRunner with { Policy = new RotationPolicy { Use = use } }).RunAlone();
        var old = stage.World.Tenant.Find(stage.Target.OldId)!;

        stage.Wait(TimeSpan.FromHours(3));
        stage.World.Tenant.Authenticate(Assert.Single(stage.Successors).Token);
        stage.World.Tenant.Authenticate(old.Token);
        stage.RunAlone();
        Assert.True(stage.Old!.Enabled);

        stage.Wait(TimeSpan.FromHours(2)).RunAlone();
        Assert.True(stage.IsSettled);
    }

    [Fact]
    public void F7_who_dies_right_after_the_revocation_has_noted_it_with_the_same_request()
    {
        var stage = new Stage(OneRunner).Plan(RotationStep.Revoke, Moment.Within, Fault.CrashWithin).RunAlone();

        Assert.False(stage.Old!.Enabled);
        Assert.Equal(StampKind.Revoked, NameStamp.Read(stage.Old.Name).Stamp?.Kind);
        Assert.True(stage.RunAlone().IsSettled);
    }

    [Fact]
    public void F8_the_week_of_grace_needs_no_file_and_no_runner_that_waits()
    {
        var stage = new Stage(OneRunner).RunAlone();
        Assert.NotNull(stage.Wait(RotationPolicy.DefaultGracePeriod - TimeSpan.FromMinutes(1)).RunAlone().Old);

        // A run keeps nothing: each begins with what the tenant and the vault say.
        Assert.Null(stage.Wait(TimeSpan.FromMinutes(2)).RunAlone().Old);
    }

    [Fact]
    public void F9_a_deletion_that_was_not_answered_is_done()
    {
        var stage = new Stage(OneRunner).RunAlone().Wait(PastTheGrace).Plan(RotationStep.Delete, Moment.Within, Fault.AnswerLost)
            .RunAlone();

        Assert.True(stage.RunAlone().IsSettled);
        Assert.Null(stage.Old);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    public void F10_a_clock_that_is_wrong_by_a_day_deletes_neither_too_early_nor_too_late(int hours)
    {
        var stage = new Stage(OneRunner with { Skews = [TimeSpan.FromHours(hours)] }).RunAlone();

        Assert.NotNull(stage.Wait(RotationPolicy.DefaultGracePeriod - TimeSpan.FromHours(1)).RunAlone().Old);
        Assert.Null(stage.Wait(TimeSpan.FromHours(2)).RunAlone().Old);
    }

    [Theory]
    [InlineData(ApiGeneration.V1)]
    [InlineData(ApiGeneration.V2)]
    public void F11_a_token_that_authenticates_its_own_rotation_is_revoked_by_its_successor(ApiGeneration generation)
    {
        var stage = new Stage(OneRunner with { SelfRotation = true, Generation = generation }).RunAlone();

        Assert.True(stage.IsSettled);
        Assert.False(stage.Old!.Enabled);
    }

    [Fact]
    public void F12_of_two_runs_at_once_one_is_elected()
    {
        var stage = new Stage(TwoRunners).RunTogether();

        Assert.True(stage.IsSettled);
        Assert.Equal(2, stage.World.Invariants.MadeTokens.Count);
    }

    [Fact]
    public void F13_an_elected_run_that_dies_holds_the_others_up_no_longer_than_the_operation_timeout()
    {
        var stage = new Stage(TwoRunners).Plan(RotationStep.Store, Moment.Before).RunTogether();
        Assert.False(stage.IsSettled);

        Assert.False(stage.Wait(TimeSpan.FromMinutes(5)).RunAlone().IsSettled);
        Assert.True(stage.Wait(PastTheTimeout).RunAlone().IsSettled);
    }

    [Theory]
    [InlineData("[dtr superseded 20260101T000000Z by {0}]")]
    [InlineData("[dtr revoked 20260101T000000Z by {0}]")]
    public void F14_a_forged_mark_that_names_a_strangers_token_is_left_to_an_admin(string mark)
    {
        var stage = new Stage(OneRunner);
        var stranger = stage.World.Tenant.Seed(
            new SeedToken { Name = "stranger", Owner = "stranger@example.com", Scopes = ["metrics.read"] });
        Rename(stage, stage.Target.OldId, stage.Target.Name + " "
            + string.Format(System.Globalization.CultureInfo.InvariantCulture, mark, stranger.Id));

        stage.RunAlone();

        Assert.Equal(RotationState.NeedsAttention, Assert.Single(stage.Reports).Plan.State);
        Assert.True(stage.Old!.Enabled);
        Assert.Equal(stranger.Name, stage.World.Tenant.Find(stranger.Id)!.Name);
    }

    [Fact]
    public void F14_a_pending_token_of_a_stranger_is_not_collected()
    {
        var stage = new Stage(OneRunner);
        var forged = stage.World.Tenant.Seed(new SeedToken
        {
            Name = NameStamp.Pending("FORGED", stage.Target.OldId).ApplyTo("x"),
            Owner = "stranger@example.com",
            CreationDate = stage.World.Tenant.Now.AddDays(-1),
        });

        stage.RunAlone();

        Assert.Equal(forged, stage.World.Tenant.Find(forged.Id));
        Assert.True(stage.IsSettled);
    }

    [Fact]
    public void F15_a_token_that_expires_during_its_rotation_is_replaced_all_the_same()
    {
        // 25 days old and made for 25 days and an hour.
        var stage = new Stage(OneRunner with { Lifetime = TimeSpan.FromDays(25) + TimeSpan.FromHours(1) })
            .Plan(RotationStep.Promote, Moment.Before).RunAlone().Wait(TimeSpan.FromHours(2)).RunAlone();

        Assert.True(stage.IsSettled);
    }

    [Fact]
    public void F16_a_refusal_ends_the_run_and_is_not_tried_again_in_it()
    {
        var stage = new Stage(OneRunner).Plan(RotationStep.Create, Moment.Within, Fault.Forbidden).RunAlone();

        Assert.IsType<ForbiddenException>(Assert.Single(stage.Reports).Failure);
        Assert.Empty(stage.World.Invariants.MadeTokens);
        Assert.Equal(0, stage.World.Statistics.Of(RotationStep.Create));
    }

    [Fact]
    public void F17_a_fleet_that_falls_due_at_once_is_spread()
    {
        var policy =
            new RotationPolicy { Scheduled = true, ExpiringWithin = TimeSpan.FromDays(14), Spread = TimeSpan.FromDays(2) };
        var expiry = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        var dues = Enumerable.Range(0, 200)
            .Select(i => policy.DueAt(
                new DtToken { Id = $"dt0c01.TOKEN{i}", Environment = World.Environment, ExpirationDate = expiry })!.Value)
            .ToList();

        Assert.All(dues, due => Assert.InRange(due, expiry.AddDays(-14), expiry.AddDays(-12)));
        Assert.InRange(dues.Distinct().Count(), 190, 200);
    }

    [Fact]
    public void F18_a_batch_that_is_stopped_half_way_leaves_no_token_between_creation_and_hand_over()
    {
        var stage = new Stage(OneRunner with { Targets = 3, Entry = "dt-{Target}" })
            .Plan(RotationStep.Elect, Moment.Within, Fault.Stop).RunAlone();

        // What was created has come to its commit mark and its hand-over.
        Assert.All(
            stage.World.Invariants.MadeTokens.Values,
            made => Assert.NotNull(NameStamp.Read(stage.World.Tenant.Find(made.OldId)!.Name).Stamp));
        Assert.NotEmpty(stage.World.Invariants.MadeTokens);

        stage.RunAlone();
        Assert.All(stage.World.Targets, target => Assert.False(stage.World.Tenant.Find(target.OldId)!.Enabled));
    }

    [Fact]
    public void F19_no_secret_stands_in_what_a_run_says()
    {
        var mutant = Mutants.All.Single(each => each.Name == "A message holds the secret");

        // Every note, report and message of every schedule is searched; this shows that the search finds something.
        Assert.Equal("I6", Schedules.Find(mutant, 3000)?.Violation.Invariant);
    }

    [Fact]
    public void F20_a_name_that_several_tokens_bear_rotates_none_of_them()
    {
        var stage = new Stage(OneRunner with { Recurring = true });
        stage.World.Tenant.Seed(new SeedToken { Name = stage.Target.Name, Owner = World.Owner, Scopes = ["metrics.read"] });

        stage.RunAlone();

        Assert.Empty(stage.World.Invariants.MadeTokens);
        Assert.True(stage.Old!.Enabled);
    }

    [Fact]
    public void F21_a_token_that_is_not_ours_to_rotate_is_refused()
    {
        var caller = Manager();
        var target = new RotationTarget { OldId = "dt0c01.OLD", Policy = new RotationPolicy() };
        var sharing = Plain("sharing") with { AdditionalMetadata = new Dictionary<string, string> { ["dashboardId"] = "1" } };
        var personal = Plain("personal") with { PersonalAccessToken = true, Owner = "stranger@example.com" };

        Assert.Null(SuccessorPlan.Refusal(Plain("plain"), target, caller, ApiCapabilities.V2));
        Assert.NotNull(SuccessorPlan.Refusal(sharing, target, caller, ApiCapabilities.V2));
        Assert.NotNull(SuccessorPlan.Refusal(personal, target, caller, ApiCapabilities.V2));
    }

    [Fact]
    public void F22_without_the_new_secret_in_the_vault_the_old_token_is_not_revoked()
    {
        var stage = new Stage(OneRunner).Plan(RotationStep.Revoke, Moment.Before).RunAlone();
        stage.World.Vaults[0].Write(stage.Target.Entry, stage.World.Tenant.Find(stage.Target.OldId)!.Token, stage.Target.OldId);

        stage.Plan(RotationStep.Promote, Moment.Before).RunAlone();

        Assert.True(stage.Old!.Enabled);
    }

    [Fact]
    public void F22_in_a_pipeline_the_old_token_is_not_revoked_before_the_consumer_has_the_new_secret()
    {
        var stage = new Stage(Pipeline).Plan(RotationStep.HandOver, Moment.Before).RunAlone();

        stage.RunAlone();

        Assert.True(stage.Old!.Enabled);
        Assert.Equal(RotationState.NeedsAttention, Assert.Single(stage.Reports).Plan.State);
    }

    private static void Rename(Stage stage, string id, string name) =>
        stage.World.Tenant.Update(Generation.V2, stage.World.Superuser, id, new TokenChange { Name = name });

    private static DtToken Plain(string name) => new()
    {
        Id = "dt0c01.OLD",
        Name = name,
        Environment = World.Environment,
        Owner = World.Owner,
        Scopes = ["metrics.read"],
    };

    private static DtToken Manager() =>
        Plain("manager") with { Id = "dt0c01.MANAGER", Scopes = ["apiTokens.read", "apiTokens.write"] };
}
