using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;
using TokenRotation.Tests.Secrets;
using static TokenRotation.Tests.Rotation.RotationScene;

namespace TokenRotation.Tests.Rotation;

/// <summary>What runs that died have left in a store that can be listed goes with the next rotation.</summary>
public sealed class SweepTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_belongs_to_tokens_that_are_gone_goes_when_a_rotation_begins(bool canList)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var dead = NewToken.Text();
        string[] left = [Slots.Canary, Slots.Pending(ApiToken.Parse(dead).Id!), Slots.Previous];
        var vault = new MemoryStore { CanList = canList, [Slots.Current] = old.Token };
        foreach (var entry in left)
        {
            vault[entry] = dead;
        }

        await RunAsync(sandbox, old, vault);

        Assert.Equal(canList, vault[left[1]] is null);
        // The canary goes by itself, and the previous secret is the old one's now.
        Assert.Equal((null, old.Token), (vault[left[0]], vault[left[2]]));
    }

    [Fact]
    public async Task What_a_run_left_that_died_after_the_deletion_goes_with_the_next_rotation()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var vault = new MemoryStore
        {
            CanList = true,
            [Slots.Current] = old.Token,
            [Slots.Pending(old.Id)] = old.Token,
            [Slots.Previous] = NewToken.Text(),
        };

        await RunAsync(sandbox, old, vault);

        Assert.Null(vault[Slots.Pending(old.Id)]);
    }

    [Fact]
    public async Task What_is_needed_and_what_is_anothers_stays()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (_, old) = Line(sandbox);
        var vault = new MemoryStore
        {
            CanList = true,
            [Slots.Current] = old.Token,
            // The way back from the token that went before is still open.
            [Slots.Pending(old.Id)] = old.Token,
            // Another run is at work.
            [Slots.Pending("other")] = Seed(sandbox, NameStamp.Pending("OPER09", "dt0c01.X").ApplyTo(Name), TimeSpan.Zero).Token,
            // Entries of other tokens, and what is none.
            ["dt-rw-b"] = NewToken.Text(),
            ["dt-rw-b-pending-1"] = NewToken.Text(),
            ["another-pending-1"] = NewToken.Text(),
        };
        var before = vault.Entries.ToList();

        await RunAsync(sandbox, old, vault);

        Assert.Empty(before.Except(vault.Entries));
    }

    [Fact]
    public async Task The_end_of_a_rotation_leaves_the_entry_alone()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, vault) = Due(sandbox);
        var listed = new MemoryStore
        {
            CanList = true,
            [Slots.Current] = vault[Slots.Current],
            [Slots.Previous] = old.Token,
            [Slots.Canary] = NewToken.OldFormatText(),
            [Slots.Pending("dt0c01.LONGGONE")] = NewToken.Text(),
        };

        await RunAsync(sandbox, old, listed);

        Assert.Equal([Slots.Current], listed.Entries);
    }

    [Fact]
    public async Task What_a_run_kept_that_died_while_it_disabled_its_token_goes_with_the_token()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var since = sandbox.Server.Tenant.Now.AddDays(-2);
        var left = sandbox.Server.Tenant.Seed(new SeedToken
        {
            Name = NameStamp.LeftBehind(since, old.Id, RotationTimes.LeftBehindGrace).ApplyTo(Name),
            Owner = "admin@example.com",
            Scopes = ["metrics.read"],
            Enabled = false,
            CreationDate = since,
            ModifiedDate = since,
        });
        var vault = new MemoryStore { [Slots.Current] = old.Token, [Slots.Pending(left.Id)] = left.Token };

        await RunAsync(sandbox, old, vault);

        Assert.Null(sandbox.Server.Tenant.Find(left.Id));
        Assert.Null(vault[Slots.Pending(left.Id)]);
    }

    // A token that was replaced a day ago, and the one that has taken its place.
    private static (TenantToken Replaced, TenantToken Old) Line(SandboxRun sandbox)
    {
        var now = sandbox.Server.Tenant.Now;
        var old = Seed(sandbox, Name, TimeSpan.FromDays(1));
        var replaced = sandbox.Server.Tenant.Seed(new SeedToken
        {
            Name = NameStamp.Revoked(now.AddDays(-1), old.Id).ApplyTo(Name),
            Owner = "admin@example.com",
            Scopes = ["metrics.read"],
            CreationDate = now.AddDays(-100),
            Enabled = false,
        });
        return (replaced, old);
    }

    private static async Task RunAsync(SandboxRun sandbox, TenantToken old, MemoryStore vault)
    {
        var host = new QuietHost();
        await new RotationRunner(await sandbox.BeginAsync(), host, default).RunAsync([Target(old, vault)]);
        Assert.Null(Assert.Single(host.Reports).Failure);
    }
}
