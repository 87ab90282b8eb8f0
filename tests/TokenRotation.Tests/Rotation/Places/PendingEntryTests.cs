using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;
using TokenRotation.Tests.Secrets;
using static TokenRotation.Tests.Rotation.RotationScene;

namespace TokenRotation.Tests.Rotation;

/// <summary>Where a new secret waits: under its token's ID, or in one of two entries where none can be removed.</summary>
public sealed class PendingEntryTests
{
    private static readonly string[] Both = ["dt-rw-pending-1", "dt-rw-pending-2"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_entry_that_can_be_removed_has_its_tokens_name(bool byThisRunAlone)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var vault = new MemoryStore { Removal = byThisRunAlone ? EntryRemoval.InThisRun : EntryRemoval.Always };
        var made = Made(sandbox);

        await KeepAsync(sandbox, vault, made);

        Assert.Equal([Slots.Pending(made.Id)], vault.Entries);
    }

    [Fact]
    public async Task Two_entries_take_new_tokens_in_turn_where_none_can_be_removed()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var vault = new MemoryStore { Removal = EntryRemoval.Never };
        for (var i = 0; i < 5; i++)
        {
            var made = Made(sandbox);
            await KeepAsync(sandbox, vault, made);
            Assert.Equal(made.Token, (await Place(sandbox, vault).PendingAsync(made.Id))?.Reveal());
            await sandbox.Api.UpdateAsync(made.Id, new TokenUpdate { Name = Name }, default);
        }

        Assert.Equal(Both, vault.Entries);
    }

    [Theory]
    [InlineData("gone", "clean", 0)]
    [InlineData("clean", "gone", 1)]
    [InlineData("pending", "clean", 1)]
    [InlineData("revoked", "pending", 0)]
    [InlineData("pending", "absent", 1)]
    [InlineData("clean", "absent", 1)]
    [InlineData("no token", "gone", 1)]
    public async Task What_is_needed_least_is_written_over(string first, string second, int written)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var vault = new MemoryStore { Removal = EntryRemoval.Never };
        Fill(sandbox, vault, Both[0], first);
        Fill(sandbox, vault, Both[1], second);
        var before = vault[Both[1 - written]];
        var made = Made(sandbox);

        await KeepAsync(sandbox, vault, made);

        Assert.Equal((made.Token, before), (vault[Both[written]], vault[Both[1 - written]]));
    }

    [Fact]
    public async Task Two_tokens_that_are_on_their_way_are_not_written_over()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var vault = new MemoryStore { Removal = EntryRemoval.Never };
        Fill(sandbox, vault, Both[0], "pending");
        Fill(sandbox, vault, Both[1], "pending");

        var failure = await Assert.ThrowsAsync<SecretStoreException>(() => KeepAsync(sandbox, vault, Made(sandbox)));

        Assert.Contains("-Discard", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, vault.Writes);
    }

    [Fact]
    public async Task What_another_run_writes_while_this_one_looks_is_not_written_over()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var vault = new MemoryStore { Removal = EntryRemoval.Never };
        var (made, other) = (Made(sandbox), Made(sandbox));
        var reads = 0;
        // Both entries have been read by then, and this run has settled on the first.
        vault.OnRead = () => vault[Both[0]] = ++reads == 3 ? other.Token : vault[Both[0]];

        await KeepAsync(sandbox, vault, made);

        Assert.Equal((other.Token, made.Token), (vault[Both[0]], vault[Both[1]]));
    }

    [Fact]
    public async Task A_secret_that_is_there_already_is_written_to_the_same_entry()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var made = Made(sandbox);
        var vault = new MemoryStore { Removal = EntryRemoval.Never, [Both[0]] = made.Token };

        await KeepAsync(sandbox, vault, made);

        Assert.Equal([Both[0]], vault.Entries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_run_kept_that_could_remove_one_finds_that_cannot_and_the_other_way_round(bool firstCould)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var made = Made(sandbox);
        var vault = new MemoryStore { Removal = firstCould ? EntryRemoval.InThisRun : EntryRemoval.Never };
        await KeepAsync(sandbox, vault, made);
        var later = new MemoryStore { Removal = firstCould ? EntryRemoval.Never : EntryRemoval.InThisRun };
        foreach (var entry in vault.Entries)
        {
            later[entry] = vault[entry];
        }

        Assert.Equal(made.Token, (await Place(sandbox, later).PendingAsync(made.Id))?.Reveal());
    }

    private static void Fill(SandboxRun sandbox, MemoryStore vault, string entry, string held) => vault[entry] = held switch
    {
        "absent" => null,
        "gone" => NewToken.Text(),
        "no token" => "what is this?",
        "pending" => Made(sandbox).Token,
        _ => sandbox.Server.Tenant.Seed(new SeedToken
        {
            Name = Name,
            Owner = "admin@example.com",
            Scopes = ["metrics.read"],
            Enabled = held == "clean",
        }).Token,
    };

    private static TenantToken Made(SandboxRun sandbox) =>
        Seed(sandbox, NameStamp.Pending(Operation, "dt0c01.OLD", Mark).ApplyTo(Name), TimeSpan.Zero);

    private static SecretPlace Place(SandboxRun sandbox, MemoryStore vault) => Places(vault).Of(Name, sandbox.Api, default);

    private static async Task KeepAsync(SandboxRun sandbox, MemoryStore vault, TenantToken made) =>
        await Place(sandbox, vault).KeepPendingAsync(ApiToken.Parse(made.Token), made.Id);
}
