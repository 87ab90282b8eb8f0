using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Rotation;

public sealed class RotationUndoTests
{
    private const string Name = "ingest";
    private const string Owner = "admin@example.com";

    private static readonly SecretSlots Slots = new("dt-rw");
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_token_that_was_revoked_by_itself_is_enabled_under_its_name()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, NameStamp.Revoked(At, null).ApplyTo(Name), enabled: false);

        var (restored, still) = await UndoAsync(sandbox, old, null);

        Assert.Equal((true, Name), Now(sandbox, old));
        Assert.Equal((true, Name, null), (restored.Enabled, restored.Name, still));
    }

    [Fact]
    public async Task A_token_that_has_expired_is_not_gone_back_to()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name);
        var name = NameStamp.Superseded(At, successor.Id).ApplyTo(Name);
        var old = sandbox.Server.Tenant.Seed(new SeedToken
        {
            Name = name,
            Owner = Owner,
            CreationDate = sandbox.Server.Tenant.Now.AddDays(-2),
            ExpirationDate = sandbox.Server.Tenant.Now.AddHours(-1),
        });
        var vault = Vault(successor, old);

        var refused = await Assert.ThrowsAsync<RotationRefusedException>(() => UndoAsync(sandbox, old, vault));

        Assert.Contains($"Invoke-DtTokenRotation -Id {successor.Id}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(name, sandbox.Server.Tenant.Find(old.Id)!.Name);
        Assert.True(sandbox.Server.Tenant.Find(successor.Id)!.Enabled);
    }

    [Fact]
    public async Task A_mark_that_names_what_is_no_token_does_not_stop_it()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var name = NameStamp.Revoked(At, "../x").ApplyTo(Name);
        var old = Seed(sandbox, name, enabled: false);

        await UndoAsync(sandbox, old, null);

        Assert.Equal((true, name), Now(sandbox, old));
    }

    [Fact]
    public async Task A_token_without_a_stamp_is_enabled_and_keeps_its_name()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, enabled: false);

        await UndoAsync(sandbox, old, null);

        Assert.Equal((true, Name), Now(sandbox, old));
    }

    [Fact]
    public async Task A_new_token_of_another_rotation_stays_is_named_and_keeps_its_mark()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, NameStamp.Pending("OPER01", "dt0c01.OLD").ApplyTo(Name));
        var old = Seed(sandbox, NameStamp.Superseded(At, successor.Id).ApplyTo(Name));

        var (_, still) = await UndoAsync(sandbox, old, null);

        Assert.Equal(successor.Id, still?.Id);
        Assert.Equal((true, Name), Now(sandbox, old));
        Assert.Equal((true, successor.Name), Now(sandbox, successor));
    }

    [Theory]
    [InlineData(Owner, false, false)]
    [InlineData(Owner, true, true)]
    [InlineData("other@example.com", false, true)]
    public async Task A_new_token_that_bears_the_name_goes_if_it_is_ours_and_no_other_token_claims_it(
        string owner, bool isClaimed, bool stays)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name);
        var successor = sandbox.Server.Tenant.Seed(new SeedToken
        {
            Name = Name,
            Owner = owner,
            Scopes = ["metrics.read"],
            CreationDate = sandbox.Server.Tenant.Now.AddMinutes(1),
        });
        await sandbox.Api.UpdateAsync(
            old.Id, new TokenUpdate { Name = NameStamp.Revoked(At, successor.Id).ApplyTo(Name), Enabled = false }, default);
        if (isClaimed)
        {
            Seed(sandbox, NameStamp.Superseded(At, successor.Id).ApplyTo("another"));
        }

        var (_, still) = await UndoAsync(sandbox, old, null);

        Assert.Equal(stays, still is not null);
        Assert.Equal((stays, true), (Now(sandbox, successor).Enabled, Now(sandbox, old).Enabled));
    }

    [Theory]
    [InlineData(true, 1, 0, false)]
    [InlineData(true, 60, 0, true)]
    [InlineData(true, 60, 50, false)]
    [InlineData(true, -1, 0, true)]
    [InlineData(false, 1, 0, true)]
    public async Task A_new_token_of_another_name_goes_if_it_was_made_for_the_mark(
        bool isEnabled, int minutesBefore, int markedBefore, bool stays)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var now = sandbox.Server.Tenant.Now;
        var markedAt = now.AddMinutes(-markedBefore);
        var successor = Seed(sandbox, "another name", true, now.AddMinutes(-minutesBefore));
        var stamp = isEnabled ? NameStamp.Superseded(markedAt, successor.Id) : NameStamp.Revoked(markedAt, successor.Id);
        var old = Seed(sandbox, stamp.ApplyTo(Name), isEnabled, now.AddDays(-1));

        var (_, still) = await UndoAsync(sandbox, old, null);

        Assert.Equal(stays, still is not null);
        Assert.Equal((stays, true), (Now(sandbox, successor).Enabled, Now(sandbox, old).Enabled));
    }

    [Fact]
    public async Task A_new_token_that_stays_and_looks_like_any_other_is_not_touched()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name);
        var old = Seed(sandbox, NameStamp.Superseded(At, successor.Id).ApplyTo(Name));
        sandbox.Server.Log.Clear();

        await UndoAsync(sandbox, old, null);

        Assert.DoesNotContain(sandbox.Server.Log.Requests, request =>
            request.Method == "PUT" && request.Path.Contains(successor.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_overlap_the_old_secret_becomes_the_current_one_and_the_new_token_is_revoked()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name);
        var old = Seed(sandbox, NameStamp.Superseded(At, successor.Id).ApplyTo(Name));
        var vault = Vault(current: successor, previous: old);

        var (_, still) = await UndoAsync(sandbox, old, vault);

        Assert.Null(still);
        Assert.Equal(old.Token, vault[Slots.Current]);
        Assert.Equal((true, Name), Now(sandbox, old));
        Assert.False(Now(sandbox, successor).Enabled);
    }

    [Fact]
    public async Task After_the_revocation_the_old_secret_comes_back_and_the_new_token_goes()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name);
        var old = Seed(sandbox, NameStamp.Revoked(At, successor.Id).ApplyTo(Name), enabled: false);
        var vault = Vault(current: successor, previous: old);

        var (_, still) = await UndoAsync(sandbox, old, vault);

        Assert.Null(still);
        Assert.Equal(old.Token, vault[Slots.Current]);
        Assert.Equal((true, Name), Now(sandbox, old));
        Assert.False(Now(sandbox, successor).Enabled);
    }

    [Fact]
    public async Task A_revoked_old_token_works_again_before_it_is_put_back()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name);
        var old = Seed(sandbox, NameStamp.Revoked(At, successor.Id).ApplyTo(Name), enabled: false);
        var vault = Vault(current: successor, previous: old);
        // Whoever disables it again before the undo is over begins a new grace period.
        vault.OnWrite = () => Assert.Equal((true, $"{Name} [dtr revoked ? by {successor.Id}]"), Now(sandbox, old));

        await UndoAsync(sandbox, old, vault);

        Assert.Equal(1, vault.Writes);
    }

    [Fact]
    public async Task A_revocation_that_was_on_its_way_is_taken_back_before_the_old_secret_is_put_back()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name);
        var old = Seed(sandbox, NameStamp.Superseded(At, successor.Id).ApplyTo(Name));
        var vault = Vault(current: successor, previous: old);
        var manager = sandbox.Server.Tenant.FindBySecret(sandbox.Server.AdminToken)!;
        var late = new TokenChange { Enabled = false, Name = NameStamp.Revoked(At, successor.Id).ApplyTo(Name) };
        var revocations = 0;
        vault.OnRead = () =>
        {
            if (revocations == 0 && Now(sandbox, old).Name.Contains('?', StringComparison.Ordinal))
            {
                revocations++;
                sandbox.Server.Tenant.Update(Generation.V2, manager, old.Id, late);
            }
        };
        vault.OnWrite = () => Assert.Equal((true, $"{Name} [dtr revoked ? by {successor.Id}]"), Now(sandbox, old));

        await UndoAsync(sandbox, old, vault);

        Assert.Equal((1, 1), (revocations, vault.Writes));
        Assert.Equal((true, Name), Now(sandbox, old));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_the_old_secret_nothing_changes(bool strangers)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name);
        var old = Seed(sandbox, NameStamp.Superseded(At, successor.Id).ApplyTo(Name));
        var vault = Vault(current: successor, previous: strangers ? Seed(sandbox, "stranger") : null);
        sandbox.Server.Log.Clear();

        var failure = await Assert.ThrowsAsync<SecretStoreException>(() => UndoAsync(sandbox, old, vault));

        Assert.Contains("nothing to go back to", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(sandbox.Server.Log.Requests, request => request.Method != "GET");
        Assert.Equal(successor.Token, vault[Slots.Current]);
    }

    [Fact]
    public async Task A_store_that_holds_neither_is_left_as_it_is()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name);
        var old = Seed(sandbox, NameStamp.Superseded(At, successor.Id).ApplyTo(Name));
        var vault = Vault(current: Seed(sandbox, "stranger"), previous: old);

        await UndoAsync(sandbox, old, vault);

        Assert.Equal(0, vault.Writes);
        Assert.Equal((true, Name), Now(sandbox, old));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_entry_of_another_name_takes_no_token_away(bool holdsSomething)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name);
        var old = Seed(sandbox, NameStamp.Superseded(At, successor.Id).ApplyTo(Name));
        var vault = holdsSomething ? Vault(current: Seed(sandbox, "stranger"), previous: null) : new MemoryStore();

        var (_, still) = await UndoAsync(sandbox, old, vault);

        Assert.Equal(successor.Id, still?.Id);
        Assert.True(Now(sandbox, successor).Enabled);
    }

    [Fact]
    public async Task An_entry_of_another_name_leaves_the_way_back_by_the_right_one()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name);
        var successor = Seed(sandbox, NameStamp.Pending("OPER01", old.Id).ApplyTo(Name));
        await sandbox.Api.UpdateAsync(
            old.Id, new TokenUpdate { Name = NameStamp.Revoked(At, successor.Id).ApplyTo(Name), Enabled = false }, default);
        var vault = Vault(current: successor, previous: old);

        var (held, still) = await UndoAsync(sandbox, old, new MemoryStore());
        var enabled = Now(sandbox, successor).Enabled;
        var (restored, none) = await UndoAsync(sandbox, old, vault);

        Assert.Equal((true, successor.Id, true), (held.Enabled, still?.Id, enabled));
        Assert.Equal(StampKind.Revoked, NameStamp.Read(held.Name).Stamp?.Kind);
        Assert.Equal((true, Name, null), (restored.Enabled, restored.Name, none));
        Assert.Equal((old.Token, false), (vault[Slots.Current], Now(sandbox, successor).Enabled));
    }

    [Fact]
    public async Task A_new_token_that_authenticates_is_let_go_by_the_old_one()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var tenant = sandbox.Server.Tenant;
        var manager = tenant.FindBySecret(sandbox.Server.AdminToken)!;
        var old = tenant.Seed(new SeedToken { Name = manager.Name, Owner = Owner, Scopes = manager.Scopes });
        await sandbox.Api.UpdateAsync(
            old.Id, new TokenUpdate { Name = NameStamp.Superseded(At, manager.Id).ApplyTo(manager.Name) }, default);
        var vault = Vault(current: manager, previous: old);

        var (_, still) = await UndoAsync(sandbox, old, vault);

        Assert.Null(still);
        Assert.Equal((true, manager.Name), Now(sandbox, old));
        Assert.False(Now(sandbox, manager).Enabled);
    }

    [Fact]
    public async Task An_old_token_that_is_deleted_meanwhile_leaves_the_new_secret_in_the_entry()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name);
        var old = Seed(sandbox, NameStamp.Superseded(At, successor.Id).ApplyTo(Name));
        var vault = Vault(current: successor, previous: old);
        var manager = sandbox.Server.Tenant.FindBySecret(sandbox.Server.AdminToken)!;
        vault.OnWrite = () => sandbox.Server.Tenant.Delete(Generation.V2, manager, old.Id);

        await Assert.ThrowsAsync<TokenNotFoundException>(() => UndoAsync(sandbox, old, vault));

        Assert.Equal(successor.Token, vault[Slots.Current]);
        Assert.True(Now(sandbox, successor).Enabled);
    }

    [Fact]
    public async Task A_token_that_only_the_mark_names_is_not_taken_away()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var unrelated = sandbox.Server.Tenant.Seed(
            new SeedToken { Name = "unrelated", Owner = "other@example.com", Scopes = ["metrics.read"] });
        var old = Seed(sandbox, NameStamp.Superseded(At, unrelated.Id).ApplyTo(Name));

        await UndoAsync(sandbox, old, Vault(current: old, previous: null));

        Assert.Equal((true, "unrelated"), Now(sandbox, unrelated));
        Assert.Equal((true, Name), Now(sandbox, old));
    }

    [Fact]
    public async Task A_new_token_whose_secret_has_not_reached_the_store_goes_and_its_pending_entry_with_it()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name);
        var successor = Seed(sandbox, NameStamp.Pending("OPER01", old.Id).ApplyTo(Name));
        await sandbox.Api.UpdateAsync(
            old.Id, new TokenUpdate { Name = NameStamp.Superseded(At, successor.Id).ApplyTo(Name) }, default);
        var vault = Vault(current: old, previous: null);
        vault[Slots.Pending(successor.Id)] = successor.Token;

        var (_, still) = await UndoAsync(sandbox, old, vault);

        Assert.Null(still);
        Assert.False(Now(sandbox, successor).Enabled);
        Assert.Null(vault[Slots.Pending(successor.Id)]);
    }

    [Fact]
    public async Task A_new_token_that_a_run_promotes_meanwhile_works_on()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name);
        var old = Seed(sandbox, NameStamp.Superseded(At, successor.Id).ApplyTo(Name));
        var vault = Vault(current: successor, previous: old);
        vault.OnRead = () =>
        {
            if (!Now(sandbox, successor).Enabled)
            {
                vault[Slots.Current] = successor.Token;
            }
        };

        var (_, still) = await UndoAsync(sandbox, old, vault);

        Assert.Equal(successor.Id, still?.Id);
        Assert.Equal((true, Name), Now(sandbox, successor));
        Assert.True(Now(sandbox, old).Enabled);
    }

    [Fact]
    public async Task A_store_that_does_not_keep_the_old_secret_is_told_and_the_new_token_goes_on()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name);
        var old = Seed(sandbox, NameStamp.Superseded(At, successor.Id).ApplyTo(Name));
        var vault = Vault(current: successor, previous: old);
        vault.IsDeaf = true;

        await Assert.ThrowsAsync<SecretStoreException>(() => UndoAsync(sandbox, old, vault));

        Assert.True(Now(sandbox, successor).Enabled);
    }

    [Fact]
    public async Task A_successor_that_is_gone_or_revoked_is_not_looked_for()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var gone = Seed(sandbox, NameStamp.Revoked(At, "dt0c01.NOBODY").ApplyTo(Name), enabled: false);
        var dead = Seed(sandbox, "dead", enabled: false);
        var old = Seed(sandbox, NameStamp.Revoked(At, dead.Id).ApplyTo("other"), enabled: false);

        Assert.Null((await UndoAsync(sandbox, gone, null)).StillEnabled);
        Assert.Null((await UndoAsync(sandbox, old, null)).StillEnabled);

        Assert.Equal((true, Name), Now(sandbox, gone));
        Assert.Equal((true, "other"), Now(sandbox, old));
        Assert.Equal((false, "dead"), Now(sandbox, dead));
    }

    [Fact]
    public async Task A_cut_name_comes_back_whole_from_the_new_token()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var whole = new string('n', 90);
        var successor = Seed(sandbox, whole);
        var old = Seed(sandbox, NameStamp.Revoked(At, successor.Id).ApplyTo(whole), enabled: false);

        await UndoAsync(sandbox, old, null);

        Assert.Equal((true, whole), Now(sandbox, old));
    }

    private static async Task<UndoneRotation> UndoAsync(SandboxRun sandbox, TenantToken old, MemoryStore? vault) =>
        await new RotationUndo(sandbox.Api, Owner, Place(sandbox.Api, vault), default)
            .RunAsync(await sandbox.Api.GetAsync(old.Id, default));

    private static TenantToken Seed(SandboxRun sandbox, string name, bool enabled = true, DateTimeOffset? created = null) =>
        sandbox.Server.Tenant.Seed(new SeedToken
        {
            Name = name,
            Owner = Owner,
            Enabled = enabled,
            Scopes = ["metrics.read"],
            CreationDate = created,
        });

    private static (bool Enabled, string Name) Now(SandboxRun sandbox, TenantToken token) =>
        sandbox.Server.Tenant.Find(token.Id) is { } now ? (now.Enabled, now.Name) : default;

    private static SecretPlace Place(ITokenApi api, MemoryStore? vault) =>
        vault is null ? SecretPlace.Pipeline : RotationScene.Places(vault).Of(Name, api, default);

    private static MemoryStore Vault(TenantToken current, TenantToken? previous)
    {
        var vault = new MemoryStore { [Slots.Current] = current.Token };
        if (previous is not null)
        {
            vault[Slots.Previous] = previous.Token;
        }

        return vault;
    }
}
