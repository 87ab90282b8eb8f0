using Microsoft.Extensions.Time.Testing;
using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Steps;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;
using static TokenRotation.Tests.Rotation.RotationScene;

namespace TokenRotation.Tests.Rotation.Steps;

/// <summary>What each step changes in the environment and in the store, and what it says of it.</summary>
public sealed class StepEffectTests
{
    [Fact]
    public async Task Revoking_first_disables_and_leaves_the_name_alone()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, _, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);

        var after = await steps.TakeAsync(
            facts with { Old = facts.Old! with { Name = "as it was before" } }, Plan(RotationStep.RevokeFirst, facts));

        var now = sandbox.Server.Tenant.Find(old.Id)!;
        Assert.Equal((false, facts.Old!.Name), (now.Enabled, now.Name));
        Assert.False(after.Old!.Enabled);
    }

    [Fact]
    public async Task The_mark_of_a_token_that_the_rotation_revoked_first_says_so_with_a_time_before_its_successor()
    {
        await using var sandbox = await SandboxRun.StartAsync();

        var (now, successor, after) = await MarkedAfterItWasDisabledAsync(sandbox, compromised: true);

        var stamp = NameStamp.Read(now.Name).Stamp!;
        Assert.False(now.Enabled);
        Assert.Equal((StampKind.Revoked, successor.Id), (stamp.Kind, stamp.PartnerId));
        Assert.InRange(
            stamp.At!.Value, successor.CreationDate!.Value.AddSeconds(-3), successor.CreationDate.Value.AddSeconds(-1));
        Assert.Equal((now.Name, successor.Id), (after.Old!.Name, Assert.Single(after.Heirs).Id));
    }

    [Fact]
    public async Task The_mark_of_a_token_that_somebody_disabled_says_that_it_is_revoked_from_now_on()
    {
        await using var sandbox = await SandboxRun.StartAsync();

        var (now, successor, _) = await MarkedAfterItWasDisabledAsync(sandbox, compromised: false);

        var stamp = NameStamp.Read(now.Name).Stamp!;
        Assert.False(now.Enabled);
        Assert.Equal((StampKind.Revoked, successor.Id), (stamp.Kind, stamp.PartnerId));
        Assert.True(stamp.At > successor.CreationDate);
    }

    [Fact]
    public async Task A_token_that_a_list_shows_as_disabled_too_late_is_not_marked_as_revoked()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var made = Seed(sandbox, NameStamp.Pending(Operation, old.Id, Mark).ApplyTo(Name), TimeSpan.FromMinutes(1));
        var (facts, steps) = await ObserveAsync(sandbox, old, new MemoryStore { [Slots.Current] = old.Token });
        var stale = facts with { Own = Own(made.Id, made.Token, facts.Now), Old = facts.Old! with { Enabled = false } };

        var after = await steps.TakeAsync(stale, Plan(RotationStep.Commit, facts with { Heirs = [facts.Pending[0]] }));

        var now = sandbox.Server.Tenant.Find(old.Id)!;
        Assert.Equal((true, Name, true), (now.Enabled, now.Name, after.Old!.Enabled));
    }

    [Fact]
    public async Task The_mark_of_a_token_that_somebody_revoked_keeps_the_time_that_he_wrote()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var revokedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var old = Seed(sandbox, NameStamp.Revoked(revokedAt, null).ApplyTo(Name), TimeSpan.FromDays(100));
        var made = Seed(sandbox, NameStamp.Pending(Operation, old.Id, Mark).ApplyTo(Name), TimeSpan.FromMinutes(1));
        var (facts, steps) = await ObserveAsync(sandbox, old, new MemoryStore { [Slots.Current] = old.Token });
        var own = Own(made.Id, made.Token, facts.Now);
        Disable(sandbox, old.Id);

        await steps.TakeAsync(
            facts with { Old = facts.Old! with { Enabled = false }, Own = own },
            Plan(RotationStep.Commit, facts with { Heirs = [facts.Pending[0]] }));

        Assert.Equal(revokedAt, NameStamp.Read(sandbox.Server.Tenant.Find(old.Id)!.Name).Stamp!.At);
    }

    [Fact]
    public async Task A_mark_that_is_too_late_is_not_sent()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var successor = Seed(sandbox, NameStamp.Pending(Operation, old.Id, Mark).ApplyTo(Name), TimeSpan.FromMinutes(8));
        var (facts, steps) = await ObserveAsync(sandbox, old, new MemoryStore { [Slots.Current] = old.Token });
        var late = facts with { Own = Own(successor.Id, successor.Token, facts.Now - RotationTimes.CommitWindow) };

        var after = await steps.TakeAsync(late, Plan(RotationStep.Commit, facts with { Heirs = [facts.Pending[0]] }));

        Assert.Equal(Name, sandbox.Server.Tenant.Find(old.Id)!.Name);
        Assert.Empty(after.Heirs);
    }

    [Fact]
    public async Task Promoting_keeps_the_old_secret_as_the_previous_one()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);

        var after = await steps.TakeAsync(facts, Plan(RotationStep.Promote, facts));

        Assert.Equal((successor.Token, old.Token), (vault[Slots.Current], vault[Slots.Previous]));
        Assert.Equal((successor.Id, false), (after.Store!.CurrentId, after.Store.CurrentIsDead));
    }

    [Fact]
    public async Task What_somebody_has_put_into_the_store_meanwhile_is_not_overwritten()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, _, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        var theirs = Seed(sandbox, "theirs", TimeSpan.FromDays(1));
        vault[Slots.Current] = theirs.Token;

        var after = await steps.TakeAsync(facts, Plan(RotationStep.Promote, facts));

        Assert.Equal((theirs.Token, null), (vault[Slots.Current], vault[Slots.Previous]));
        Assert.Equal(theirs.Id, after.Store!.CurrentId);
    }

    [Fact]
    public async Task What_somebody_puts_into_the_store_while_it_is_read_is_not_overwritten()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, _, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        var theirs = Seed(sandbox, "theirs", TimeSpan.FromDays(1));
        var reads = 0;
        // The pending entry and the current one are read to see whether all is as it was; then for their secrets; then anew.
        vault.OnRead = () => vault[Slots.Current] = ++reads > 3 ? theirs.Token : old.Token;

        var after = await steps.TakeAsync(facts, Plan(RotationStep.Promote, facts));

        Assert.Equal((theirs.Token, null, 6), (vault[Slots.Current], vault[Slots.Previous], reads));
        Assert.Equal(theirs.Id, after.Store!.CurrentId);
    }

    [Fact]
    public async Task A_promotion_that_outlasts_the_fence_counts_as_not_done()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, _, vault) = await SupersededAsync(sandbox);
        var time = new FakeTimeProvider();
        var run = await sandbox.BeginAsync(new RotationOptions { Time = time });
        var finder = new FactFinder(run, Target(old, vault));
        var facts = await finder.ObserveAsync();
        vault[Slots.Previous] = old.Token;
        vault.OnWrite = () => time.Advance(vault.Writes > 1 ? RotationTimes.OperationTimeout : TimeSpan.Zero);

        var after = await new RotationSteps(run, Target(old, vault), finder, new QuietHost())
            .TakeAsync(facts, Plan(RotationStep.Promote, facts));

        Assert.Equal((old.Token, old.Id, 2), (vault[Slots.Current], after.Store!.CurrentId, vault.Writes));
        Assert.True(after.SeenAt > facts.SeenAt);
    }

    [Fact]
    public async Task A_promotion_that_the_user_cuts_off_ends_the_run()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, _, vault) = await SupersededAsync(sandbox);
        using var abort = new CancellationTokenSource();
        var run = await sandbox.BeginAsync(abort: abort.Token);
        var finder = new FactFinder(run, Target(old, vault));
        var facts = await finder.ObserveAsync();
        vault.OnWrite = abort.Cancel;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new RotationSteps(run, Target(old, vault), finder, new QuietHost())
                .TakeAsync(facts, Plan(RotationStep.Promote, facts)));
    }

    [Fact]
    public async Task A_pending_secret_that_is_gone_is_not_promoted()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        vault[Slots.Pending(successor.Id)] = null;

        var after = await steps.TakeAsync(facts, Plan(RotationStep.Promote, facts));

        Assert.Equal(old.Token, vault[Slots.Current]);
        Assert.Empty(after.Store!.PendingIds);
    }

    [Fact]
    public async Task Nothing_is_revoked_while_the_store_holds_another_secret()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, _, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);

        var after = await steps.TakeAsync(facts, Plan(RotationStep.Revoke, facts));

        Assert.True(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
        Assert.Equal(old.Id, after.Store!.CurrentId);
    }

    [Fact]
    public async Task The_old_token_is_revoked_though_a_later_one_has_taken_the_place_of_its_successor()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var later = Seed(sandbox, Name, TimeSpan.Zero);
        var successor = Seed(sandbox, NameStamp.Superseded(sandbox.Api.ServerTime, later.Id).ApplyTo(Name), TimeSpan.Zero);
        var old = Seed(sandbox, NameStamp.Superseded(sandbox.Api.ServerTime, successor.Id).ApplyTo(Name), TimeSpan.FromDays(100));
        var (facts, steps) = await ObserveAsync(sandbox, old, new MemoryStore { [Slots.Current] = later.Token });

        var after = await steps.TakeAsync(facts, Plan(RotationStep.Revoke, facts));

        Assert.Equal(2, facts.Heirs.Count);
        Assert.False(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
        Assert.Equal((false, sandbox.Server.Tenant.Find(old.Id)!.Name), (after.Old!.Enabled, after.Old.Name));
    }

    [Fact]
    public async Task A_token_that_authenticates_is_revoked_by_the_one_that_the_store_holds()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = sandbox.Server.Tenant.Find((await sandbox.BeginAsync()).Caller.Id)!;
        var successor = sandbox.Server.Tenant.Seed(
            new SeedToken { Name = Name, Owner = old.Owner, Scopes = [.. old.Scopes], CreationDate = sandbox.Server.Tenant.Now });
        await sandbox.Api.UpdateAsync(
            old.Id, new TokenUpdate { Name = NameStamp.Superseded(sandbox.Api.ServerTime, successor.Id).ApplyTo(Name) }, default);
        var host = new QuietHost();
        var (facts, steps) = await ObserveAsync(sandbox, old, new MemoryStore { [Slots.Current] = successor.Token }, host);
        sandbox.Server.Log.Clear();

        var after = await steps.TakeAsync(facts, Plan(RotationStep.Revoke, facts));

        Assert.False(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
        Assert.Equal(successor.Id, Assert.Single(sandbox.Server.Log.Requests, request => request.Method == "PUT").CallerId);
        Assert.Equal((successor.Id, successor.Id), (after.Caller.Id, Assert.Single(host.Callers).Id));
    }

    [Fact]
    public async Task A_token_whose_secret_is_put_back_while_it_is_revoked_is_enabled_again()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        vault[Slots.Current] = successor.Token;
        var reads = 0;
        vault.OnRead = () => vault[Slots.Current] = ++reads == 1 ? successor.Token : old.Token;

        var failure = await Assert.ThrowsAsync<SecretStoreException>(() => steps.TakeAsync(
            facts with { Own = Own(successor.Id, successor.Token, facts.Now) }, Plan(RotationStep.Revoke, facts)));

        Assert.Equal(RotationMessages.ChangedMeanwhile(vault.Name, Slots.Current, facts.Old!), failure.Message);
        var now = sandbox.Server.Tenant.Find(old.Id)!;
        Assert.True(now.Enabled);
        var stamp = NameStamp.Read(now.Name).Stamp!;
        Assert.Equal((StampKind.Revoked, null, successor.Id), (stamp.Kind, stamp.At, stamp.PartnerId));
    }

    [Fact]
    public async Task Finishing_gives_the_new_token_its_name_and_keeps_its_pending_entry()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        var own = Own(
            successor.Id, successor.Token, facts.Now) with
        { Spec = new TokenSpec { Name = "as ordered", Scopes = [] } };
        var later = facts.Heirs[0] with { Id = "dt0c01.LATER", Name = "later" };

        var after = await steps.TakeAsync(
            facts with { Own = own, Heirs = [.. facts.Heirs, later] }, Plan(RotationStep.Rename, facts));

        Assert.Equal("as ordered", sandbox.Server.Tenant.Find(successor.Id)!.Name);
        Assert.Equal(successor.Token, vault[Slots.Pending(successor.Id)]);
        Assert.Equal(["as ordered", "later"], after.Heirs.Select(heir => heir.Name));
        Assert.Equal((own, false), (after.Own, after.IsSettled));
        Assert.Empty(after.Pending);
    }

    [Fact]
    public async Task Finishing_without_an_old_token_ends_the_rotation()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);

        var after = await steps.TakeAsync(
            facts with { Old = null, Own = Own(successor.Id, successor.Token, facts.Now) }, Plan(RotationStep.Rename, facts));

        Assert.Equal((null, true), (after.Own, after.IsSettled));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deleting_takes_the_previous_entry_along_if_it_is_the_old_tokens(bool isOld)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, vault) = Due(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        vault[Slots.Previous] = isOld ? old.Token : vault[Slots.Current];

        var after = await steps.TakeAsync(facts, Plan(RotationStep.Delete, facts));

        Assert.Null(sandbox.Server.Tenant.Find(old.Id));
        Assert.Equal(isOld ? null : vault[Slots.Current], vault[Slots.Previous]);
        Assert.Equal((null, null, true), (after.Old, after.Own, after.IsSettled));
    }

    [Fact]
    public async Task A_token_whose_name_makes_no_entry_is_deleted_without_one()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, vault) = Due(sandbox);
        var target = Target(old, vault) with { Places = Places(vault, "{Name}") };
        var run = await sandbox.BeginAsync();
        var (facts, _) = await ObserveAsync(sandbox, old, vault);

        var unnamed = facts with { Old = facts.Old! with { Name = "?" } };

        await new RotationSteps(run, target, new FactFinder(run, target), new QuietHost())
            .TakeAsync(unnamed, Plan(RotationStep.Delete, facts));

        Assert.Null(sandbox.Server.Tenant.Find(old.Id));
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_after_the_revocation_has_the_old_token_enabled_again()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        vault[Slots.Current] = successor.Token;
        var reads = 0;
        vault.OnRead = () =>
        {
            if (++reads > 1)
            {
                throw new SecretStoreException("The store does not answer.");
            }
        };

        await Assert.ThrowsAsync<SecretStoreException>(() => steps.TakeAsync(
            facts with { Own = Own(successor.Id, successor.Token, facts.Now) }, Plan(RotationStep.Revoke, facts)));

        Assert.True(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
    }

    [Fact]
    public async Task A_token_that_is_handed_over_comes_with_the_time_from_which_the_old_one_may_go()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var host = new QuietHost();
        var (facts, steps) = await ObserveAsync(sandbox, old, vault, host);
        var own = Own(
            successor.Id, successor.Token, facts.Now) with
        { Spec = new TokenSpec { Name = Name, Scopes = ["metrics.read"] } };

        var after = await steps.TakeAsync(facts with { Own = own }, Plan(RotationStep.HandOver, facts));

        var given = Assert.Single(host.HandedOver);
        Assert.Equal((old.Id, successor.Id, successor.Token), (given.Old.Id, given.Created.Id, given.Created.Token.Reveal()));
        Assert.InRange(given.OldRemovableFrom, facts.Now.AddDays(7), facts.Now.AddDays(7).AddMinutes(1));
        Assert.True(after.Own!.HandedOver);
    }

    [Fact]
    public async Task What_is_collected_is_disabled_and_not_deleted()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, _, vault) = await SupersededAsync(sandbox);
        var left = Seed(sandbox, NameStamp.Pending("LEFT01", old.Id, Mark).ApplyTo(Name), TimeSpan.FromHours(1));
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        var plan = Plan(RotationStep.Collect, facts) with { Successor = facts.Pending.Single(token => token.Id == left.Id) };

        var after = await steps.TakeAsync(facts, plan);

        Assert.False(sandbox.Server.Tenant.Find(left.Id)!.Enabled);
        Assert.Equal(left.Id, Assert.Single(after.LeftBehind).Id);
    }

    [Fact]
    public async Task What_a_dead_run_has_made_with_too_few_scopes_is_not_taken_for_a_successor()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        var wider = facts with
        {
            Old = facts.Old! with { Scopes = ["metrics.read", "logs.read"] },
            Own = Own(successor.Id, successor.Token, facts.Now),
        };

        await Assert.ThrowsAsync<SuccessorNotVerifiedException>(() => steps.TakeAsync(wider, Plan(RotationStep.Verify, facts)));
    }

    [Fact]
    public async Task What_a_dead_run_has_stored_is_taken_up_as_it_was()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);

        var own = (await steps.TakeAsync(facts, Plan(RotationStep.Resume, facts))).Own!;

        Assert.Equal(
            (successor.Id, Operation, Name, facts.Heirs[0].CreationDate), (own.Id, own.Operation, own.Name, own.CreationDate));
        Assert.Equal((successor.Token, true, true, true), (own.Token.Reveal(), own.Listed, own.StoreTried, own.Stored));
        Assert.Equal((false, false), (own.Verified, own.Rechecked));
    }

    [Fact]
    public async Task What_is_no_longer_in_the_store_is_not_taken_up()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        vault[Slots.Pending(successor.Id)] = null;

        var after = await steps.TakeAsync(
            facts with { Store = facts.Store! with { PendingIds = [.. facts.Store.PendingIds, "dt0c01.OTHER"] } },
            Plan(RotationStep.Resume, facts));

        Assert.Equal((null, "dt0c01.OTHER"), (after.Own, Assert.Single(after.Store!.PendingIds)));
    }

    // What a token's mark says that was disabled before its successor was made.
    private static async Task<(TenantToken Now, DtToken Successor, RotationFacts After)> MarkedAfterItWasDisabledAsync(
        SandboxRun sandbox, bool compromised)
    {
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var made = Seed(sandbox, NameStamp.Pending(Operation, old.Id, Mark).ApplyTo(Name), TimeSpan.FromMinutes(1));
        var (facts, steps) = await ObserveAsync(sandbox, old, new MemoryStore { [Slots.Current] = old.Token });
        var successor = Assert.Single(facts.Pending);
        var disabled = facts with
        {
            Own = Own(successor.Id, made.Token, facts.Now),
            Old = facts.Old! with { Enabled = false },
            Policy = facts.Policy with { Compromised = compromised },
        };

        Disable(sandbox, old.Id);
        var after = await steps.TakeAsync(disabled, Plan(RotationStep.Commit, facts with { Heirs = [successor] }));

        return (sandbox.Server.Tenant.Find(old.Id)!, successor, after);
    }

    private static void Disable(SandboxRun sandbox, string id) => sandbox.Server.Tenant.Update(
        Generation.V2, sandbox.Server.Tenant.FindBySecret(sandbox.Server.AdminToken)!, id, new TokenChange { Enabled = false });

    private static OwnSuccessor Own(string id, string secret, DateTimeOffset created) => new()
    {
        Operation = Operation,
        Id = id,
        Token = ApiToken.Parse(secret),
        Name = Name,
        CreationDate = created,
        Listed = true,
        StoreTried = true,
        Stored = true,
        Verified = true,
        Rechecked = true,
    };
}
