using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Sandbox.Tenant;
using static TokenRotation.Tests.Rotation.RotationScene;

namespace TokenRotation.Tests.Rotation;

/// <summary>What dead runs left behind is disabled first, and only by a run that would see if it were in use.</summary>
public sealed class LeftBehindTests
{
    [Fact]
    public async Task What_is_left_behind_is_disabled_for_a_day_and_then_deleted()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, left, vault) = Scene(sandbox, Mark);

        await RunAsync(sandbox, old, vault);
        var (_, stamp) = NameStamp.Read(sandbox.Server.Tenant.Find(left.Id)!.Name);
        Assert.Equal(
            (false, StampKind.Revoked, old.Id), (sandbox.Server.Tenant.Find(left.Id)!.Enabled, stamp!.Kind, stamp.OriginId));

        sandbox.Server.Clock.Advance(RotationTimes.LeftBehindGrace + TimeSpan.FromMinutes(1));
        sandbox.Api.RestartServerTimes();
        await RunAsync(sandbox, old, vault);
        Assert.Null(sandbox.Server.Tenant.Find(left.Id));
    }

    [Fact]
    public async Task What_has_been_used_since_its_run_died_is_left_to_an_admin()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, left, vault) = Scene(sandbox, Mark);
        sandbox.Server.Tenant.Authenticate(left.Token);

        var report = await RunAsync(sandbox, old, vault);

        Assert.True(sandbox.Server.Tenant.Find(left.Id)!.Enabled);
        Assert.Equal(RotationState.NeedsAttention, report.Plan.State);
        Assert.Contains($"Revoke-DtToken -Id {left.Id}", report.Plan.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 1, RotationState.Pending)]
    [InlineData(true, 1, RotationState.Pending)]
    [InlineData(false, 25, RotationState.NeedsAttention)]
    public async Task A_run_that_cannot_see_where_the_secret_went_leaves_the_token_alone(
        bool withStore, int hours, RotationState state)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, left, vault) = Scene(sandbox, withStore ? "other" : Mark, hours);

        var report = await RunAsync(sandbox, old, withStore ? vault : null);

        Assert.Equal(
            (true, left.Name), (sandbox.Server.Tenant.Find(left.Id)!.Enabled, sandbox.Server.Tenant.Find(left.Id)!.Name));
        Assert.Equal(state, report.Plan.State);
    }

    [Fact]
    public async Task A_token_of_a_spec_file_that_is_in_its_vault_is_not_disabled_by_a_run_without_the_vault()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var key = NewTokenKey.Of("Fresh");
        var made = Seed(sandbox, NameStamp.Pending(Operation, key, Mark).ApplyTo("Fresh"), TimeSpan.FromHours(1));
        var target = new RotationTarget { OldId = key, Policy = new RotationPolicy(), MayBegin = false };
        var host = new QuietHost();

        await new RotationRunner(await sandbox.BeginAsync(), host, default).RunAsync([target]);

        Assert.True(sandbox.Server.Tenant.Find(made.Id)!.Enabled);
        Assert.Equal(RotationState.Pending, Assert.Single(host.Reports).Plan.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_later_run_does_not_cut_an_overlap_short_without_force(bool force)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var stamp = NameStamp.Superseded(sandbox.Api.ServerTime, successor.Id, TimeSpan.FromDays(2));
        await sandbox.Api.UpdateAsync(old.Id, new TokenUpdate { Name = stamp.ApplyTo(Name) }, default);
        vault[Slots.Current] = successor.Token;

        await RunAsync(sandbox, old, vault, new RotationPolicy { Force = force });

        Assert.Equal(!force, sandbox.Server.Tenant.Find(old.Id)!.Enabled);
    }

    [Fact]
    public async Task A_later_run_waits_for_the_use_that_the_mark_asks_for()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        await sandbox.Api.UpdateAsync(old.Id, new TokenUpdate
        {
            Name = NameStamp.Superseded(sandbox.Api.ServerTime, successor.Id, null, needsUse: true).ApplyTo(Name),
        }, default);
        vault[Slots.Current] = successor.Token;

        await RunAsync(sandbox, old, vault);

        Assert.True(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_enabled_again_can_be_told_from_the_successor_until_it_is_marked(bool isMarked)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, left, vault) = Scene(sandbox, Mark);
        await RunAsync(sandbox, old, vault, mayBegin: false);
        vault[Slots.Current] = left.Token;
        var name = isMarked ? NameStamp.Superseded(sandbox.Api.ServerTime, left.Id).ApplyTo(Name) : Name;
        await sandbox.Api.UpdateAsync(old.Id, new TokenUpdate { Name = name }, default);

        // Resume-DtTokenRotation begins nothing, and marks nothing.
        await RunAsync(sandbox, old, vault, mayBegin: false);

        var now = sandbox.Server.Tenant.Find(left.Id)!;
        Assert.Equal(
            (true, isMarked ? null : old.Id), (now.Enabled, NameStamp.Read(now.Name).Stamp?.PartnerId));
    }

    [Theory]
    [InlineData(30, false, false)]
    [InlineData(30, true, true)]
    [InlineData(1, false, true)]
    public async Task A_grace_period_that_a_stamp_notes_is_kept_unless_force_shortens_it(int days, bool force, bool deleted)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, vault) = Due(sandbox);
        var (facts, _) = await ObserveAsync(sandbox, old, vault);
        var noted = facts with
        {
            Old = facts.Old! with
            {
                Name = NameStamp.Revoked(facts.Now.AddDays(-8), facts.Heirs[0].Id, TimeSpan.FromDays(days)).ApplyTo(Name),
            },
            Policy = new RotationPolicy { Force = force, GraceIsGiven = force },
        };

        Assert.Equal(deleted ? RotationStep.Delete : RotationStep.None, RotationPlanner.Plan(noted).Step);
    }

    [Fact]
    public async Task A_line_of_forty_successors_goes_from_its_oldest_to_its_newest()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var now = sandbox.Server.Tenant.Now;
        var newest = Seed(sandbox, Name, TimeSpan.FromDays(10));
        var line = new List<TenantToken> { newest };
        for (var i = 1; i <= 40; i++)
        {
            line.Add(sandbox.Server.Tenant.Seed(new SeedToken
            {
                Name = NameStamp.Revoked(now.AddDays(-9), line[^1].Id).ApplyTo(Name),
                Scopes = ["metrics.read"],
                CreationDate = now.AddDays(-10 - i),
                ModifiedDate = now.AddDays(-9),
                Enabled = false,
            }));
        }

        var host = new QuietHost();
        var targets = line.Skip(1).Select(
            token => new RotationTarget { OldId = token.Id, Policy = new RotationPolicy() }).ToList();
        await new RotationRunner(await sandbox.BeginAsync(), host, default).RunAsync(targets);

        Assert.Equal(
            Enumerable.Reverse(line).Take(40).Select(token => token.Id),
            host.Notes.Where(note => note.Step == RotationStep.Delete).Select(note => note.OldId));
        Assert.NotNull(sandbox.Server.Tenant.Find(newest.Id));
    }

    [Fact]
    public async Task A_missing_link_is_no_obstacle_where_the_stores_current_token_works()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, vault) = Due(sandbox);
        var current = Seed(sandbox, Name, TimeSpan.FromDays(5));
        await sandbox.Api.UpdateAsync(
            old.Id, new TokenUpdate { Name = NameStamp.Revoked(sandbox.Api.ServerTime, "dt0c01.GONE").ApplyTo(Name) }, default);
        vault[Slots.Current] = current.Token;
        sandbox.Server.Clock.Advance(TimeSpan.FromDays(8));
        sandbox.Api.RestartServerTimes();

        await RunAsync(sandbox, old, vault);

        Assert.Null(sandbox.Server.Tenant.Find(old.Id));
    }

    [Fact]
    public async Task A_mark_that_names_a_token_made_long_before_it_is_not_believed()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var unrelated = Seed(sandbox, "unrelated", TimeSpan.FromDays(50));
        await sandbox.Api.UpdateAsync(
            old.Id, new TokenUpdate { Name = NameStamp.Superseded(sandbox.Api.ServerTime, unrelated.Id).ApplyTo(Name) }, default);

        var report = await RunAsync(sandbox, old, new MemoryStore { [Slots.Current] = unrelated.Token });

        Assert.True(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
        Assert.Equal(RotationState.NeedsAttention, report.Plan.State);
    }

    [Fact]
    public async Task A_name_that_the_mark_has_cut_stands_for_the_rotation_that_is_under_way()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var name = new string('n', 60);
        var old = Seed(sandbox, name, TimeSpan.FromDays(100));
        var successor = Seed(sandbox, name, TimeSpan.Zero);
        await sandbox.Api.UpdateAsync(
            old.Id, new TokenUpdate { Name = NameStamp.Superseded(sandbox.Api.ServerTime, successor.Id).ApplyTo(name) }, default);

        Assert.Equal([old.Id], await NamedTokens.FindAsync(await sandbox.BeginAsync(), name));
    }

    private static (TenantToken Old, TenantToken Left, MemoryStore Vault) Scene(SandboxRun sandbox, string place, int hours = 1)
    {
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var left = Seed(sandbox, NameStamp.Pending(Operation, old.Id, place).ApplyTo(Name), TimeSpan.FromHours(hours));
        return (old, left, new MemoryStore { [Slots.Current] = old.Token });
    }

    private static async Task<RotationReport> RunAsync(
        SandboxRun sandbox, TenantToken old, MemoryStore? vault, RotationPolicy? policy = null, bool mayBegin = true)
    {
        var host = new QuietHost();
        var target = Target(old, vault ?? new MemoryStore()) with
        {
            Policy = policy ?? new RotationPolicy(),
            MayBegin = mayBegin,
        };
        await new RotationRunner(await sandbox.BeginAsync(), host, default)
            .RunAsync([vault is null ? target with { Places = SecretPlaces.Pipeline } : target]);
        return Assert.Single(host.Reports);
    }
}
