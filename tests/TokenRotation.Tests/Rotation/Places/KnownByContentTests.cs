using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;
using static TokenRotation.Tests.Rotation.RotationScene;

namespace TokenRotation.Tests.Rotation;

/// <summary>A store that is reached under another name than before is known by what it holds; fewer stores are not.</summary>
public sealed class KnownByContentTests
{
    private static readonly string Two = PlaceMark.Of([("memory", "dt-rw"), ("backup", "dt-rw")]);

    [Fact]
    public void A_mark_tells_how_many_entries_it_is_of()
    {
        string Mark(int count) => PlaceMark.Of(Enumerable.Range(0, count).Select(i => ("store", $"entry {i}")));

        Assert.All(Enumerable.Range(0, 20), i => Assert.InRange(PlaceMark.Of("store", $"entry {i}")[0], 'a', 'z'));
        Assert.Equal("234567777", string.Concat(Enumerable.Range(2, 9).Select(count => Mark(count)[0])));
        Assert.True(PlaceMark.AreAsMany(Mark(1), PlaceMark.Of("another", "entry")));
        Assert.True(PlaceMark.AreAsMany(Mark(3), PlaceMark.Of([("a", "x"), ("b", "x"), ("c", "x")])));
        Assert.False(PlaceMark.AreAsMany(Mark(1), Mark(2)));
        Assert.False(PlaceMark.AreAsMany(Mark(7), Mark(8)));
        Assert.False(PlaceMark.AreAsMany(NameStamp.Pipeline, NameStamp.Pipeline));
        Assert.False(PlaceMark.AreAsMany(null, Mark(1)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_of_another_name_that_holds_the_new_secret_goes_on_with_the_rotation(bool holdsIt)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var renamed = new MemoryStore { Name = "renamed", [Slots.Current] = old.Token };
        if (holdsIt)
        {
            renamed[Slots.Pending(successor.Id)] = vault[Slots.Pending(successor.Id)];
        }

        await RunAsync(sandbox, old, renamed);

        Assert.Equal(holdsIt ? successor.Token : old.Token, renamed[Slots.Current]);
        Assert.Equal(!holdsIt, sandbox.Server.Tenant.Find(old.Id)!.Enabled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_of_two_stores_does_not_go_on_alone_with_what_was_made_for_both(bool isMarked)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, one) = await StoredInBothAsync(sandbox, isMarked);

        var report = await RunAsync(sandbox, old, one);

        Assert.True(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
        Assert.Equal(old.Token, one[Slots.Current]);
        Assert.Equal(RotationStep.None, report.Plan.Step);

        // Both go on, whatever they are called by now.
        var (first, second) = (Copy(one, "first"), Copy(one, "second"));
        await RunAsync(sandbox, old, first, second);

        Assert.Equal((successor.Token, successor.Token), (first[Slots.Current], second[Slots.Current]));
        Assert.False(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
    }

    [Fact]
    public async Task Of_two_stores_with_other_names_both_must_hold_it()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, _, one) = await StoredInBothAsync(sandbox, isMarked: true);
        var (first, second) = (Copy(one, "first"), new MemoryStore { Name = "second", [Slots.Current] = old.Token });

        await RunAsync(sandbox, old, first, second);

        Assert.Equal((old.Token, old.Token), (first[Slots.Current], second[Slots.Current]));
        Assert.True(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
    }

    private static async Task<(TenantToken Old, TenantToken Successor, MemoryStore One)> StoredInBothAsync(
        SandboxRun sandbox, bool isMarked)
    {
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var successor = Seed(sandbox, NameStamp.Pending(Operation, old.Id, Two).ApplyTo(Name), TimeSpan.Zero);
        if (isMarked)
        {
            var mark = NameStamp.Superseded(sandbox.Api.ServerTime, successor.Id);
            await sandbox.Api.UpdateAsync(old.Id, new() { Name = mark.ApplyTo(Name) }, default);
        }

        var one = new MemoryStore { [Slots.Current] = old.Token, [Slots.Pending(successor.Id)] = successor.Token };
        return (old, successor, one);
    }

    private static MemoryStore Copy(MemoryStore vault, string name)
    {
        var copy = new MemoryStore { Name = name };
        foreach (var entry in vault.Entries)
        {
            copy[entry] = vault[entry];
        }

        return copy;
    }

    private static async Task<RotationReport> RunAsync(SandboxRun sandbox, TenantToken old, params MemoryStore[] vaults)
    {
        var names = new EntryNames(SecretName.Parse(Slots.Current), "abc12345");
        var target = new RotationTarget
        {
            OldId = old.Id,
            Policy = new RotationPolicy { Overlap = TimeSpan.Zero },
            Places = SecretPlaces.In([.. vaults.Select(vault => ((ISecretStore)vault, names))]),
            MayBegin = true,
        };
        var host = new QuietHost();
        await new RotationRunner(await sandbox.BeginAsync(), host, default).RunAsync([target]);
        var report = Assert.Single(host.Reports);
        Assert.Null(report.Failure);
        return report;
    }
}
