using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;
using TokenRotation.Tests.Secrets;
using static TokenRotation.Tests.Rotation.RotationScene;

namespace TokenRotation.Tests.Rotation.Steps;

public sealed class FactFinderTests
{
    [Fact]
    public async Task The_earliest_pending_successor_comes_first()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var ages = new[] { 3, 9, 1, 5 };
        var seeded = ages.Select(
            age => Seed(sandbox, NameStamp.Pending("OPER0" + age, old.Id).ApplyTo(Name), TimeSpan.FromMinutes(age))).ToList();

        var (facts, _) = await ObserveAsync(sandbox, old, new MemoryStore());

        Assert.Equal([seeded[1].Id, seeded[3].Id, seeded[0].Id, seeded[2].Id], facts.Pending.Select(token => token.Id));
    }

    [Fact]
    public async Task A_stamp_leads_from_one_successor_to_the_next()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var third = Seed(sandbox, Name, TimeSpan.FromDays(1));
        var second = Seed(sandbox, NameStamp.Revoked(sandbox.Api.ServerTime, third.Id).ApplyTo(Name), TimeSpan.FromDays(2));
        var old = Seed(sandbox, NameStamp.Superseded(sandbox.Api.ServerTime, second.Id).ApplyTo(Name), TimeSpan.FromDays(3));

        var (facts, _) = await ObserveAsync(sandbox, old, new MemoryStore());

        Assert.Equal([second.Id, third.Id], facts.Heirs.Select(token => token.Id));
    }

    [Fact]
    public async Task Stamps_that_lead_in_a_circle_are_followed_once()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(3));
        var second = Seed(sandbox, NameStamp.Superseded(sandbox.Api.ServerTime, old.Id).ApplyTo(Name), TimeSpan.FromDays(2));
        await sandbox.Api.UpdateAsync(
            old.Id, new TokenUpdate { Name = NameStamp.Superseded(sandbox.Api.ServerTime, second.Id).ApplyTo(Name) }, default);

        var (facts, _) = await ObserveAsync(sandbox, old, new MemoryStore());

        Assert.Equal([second.Id, old.Id], facts.Heirs.Select(token => token.Id));
    }

    [Theory]
    [InlineData("dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX")]
    [InlineData("no-token-at-all")]
    [InlineData("no.id.at-all")]
    public async Task A_stamp_that_names_no_token_leads_nowhere(string id)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, NameStamp.Superseded(sandbox.Api.ServerTime, id).ApplyTo(Name), TimeSpan.FromDays(3));

        var (facts, _) = await ObserveAsync(sandbox, old, new MemoryStore());

        Assert.Empty(facts.Heirs);
        Assert.Equal(old.Id, facts.Old!.Id);
    }

    [Fact]
    public async Task The_store_is_read_for_its_current_token_and_for_what_waits_in_it()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);

        var (facts, _) = await ObserveAsync(sandbox, old, vault);

        Assert.Equal((old.Id, false, false), (facts.Store!.CurrentId, facts.Store.CurrentIsDead, facts.Store.Unreadable));
        Assert.Equal([successor.Id], facts.Store.PendingIds);
    }

    [Fact]
    public async Task A_refused_read_of_a_token_is_no_proof_that_it_is_gone()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var run = await sandbox.BeginAsync();
        var finder = new FactFinder(run, Target(old, vault));
        var facts = await finder.ObserveAsync();
        sandbox.Server.Faults.Add(
            new FaultRule { Method = "GET", Path = successor.Id, Effect = FaultEffect.Status, Status = 400 });

        await Assert.ThrowsAsync<TokenRotation.Api.InvalidRequestException>(() => finder.ReadPairAsync(facts, successor.Id));
    }

    [Fact]
    public async Task A_pending_entry_with_another_tokens_secret_does_not_count()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        vault[Slots.Pending(successor.Id)] = old.Token;

        var (facts, _) = await ObserveAsync(sandbox, old, vault);

        Assert.Empty(facts.Store!.PendingIds);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_current_token_that_the_environment_no_longer_has_is_dead(bool isDeleted, bool isDead)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, _, vault) = await SupersededAsync(sandbox);
        var theirs = Seed(sandbox, "theirs", TimeSpan.FromDays(1));
        vault[Slots.Current] = theirs.Token;
        if (isDeleted)
        {
            await sandbox.Api.DeleteAsync(theirs.Id, default);
        }

        var (facts, _) = await ObserveAsync(sandbox, old, vault);

        Assert.Equal((theirs.Id, isDead), (facts.Store!.CurrentId, facts.Store.CurrentIsDead));
    }

    [Fact]
    public async Task An_entry_with_something_else_than_a_token_cannot_be_read()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        vault.OnRead = () => throw new NotATokenException("No token.");

        var store = await new FactFinder(await sandbox.BeginAsync(), Target(old, vault))
            .ReadStoreAsync(Facts(sandbox, old.Id) with { Heirs = [Token(successor.Id, Name)] });

        Assert.Equal((null, false, true), (store!.CurrentId, store.CurrentIsDead, store.Unreadable));
    }

    [Fact]
    public async Task A_secret_without_an_id_that_the_environment_does_not_know_is_not_overwritten()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, _, vault) = await SupersededAsync(sandbox);
        vault[Slots.Current] = NewToken.OldFormatText();

        var (facts, _) = await ObserveAsync(sandbox, old, vault);

        Assert.Equal((null, true), (facts.Store!.CurrentId, facts.Store.Unreadable));
    }

    [Fact]
    public async Task Nothing_is_read_from_the_store_where_nothing_is_due()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(1));
        var vault = new MemoryStore { OnRead = () => throw new InvalidOperationException("The store was read.") };
        var target =
            Target(old, vault) with { Policy = new RotationPolicy { Scheduled = true, MaximumAge = TimeSpan.FromDays(30) } };

        var facts = await new FactFinder(await sandbox.BeginAsync(), target).ObserveAsync();

        Assert.Equal(RotationState.NotDue, RotationPlanner.Plan(facts).State);
    }

    [Fact]
    public async Task A_revoked_token_whose_name_makes_no_entry_is_deleted_all_the_same()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name, TimeSpan.FromDays(9));
        var old = Seed(
            sandbox, NameStamp.Revoked(sandbox.Api.ServerTime.AddDays(-8), successor.Id).ApplyTo("?"), TimeSpan.FromDays(100));
        await sandbox.Api.UpdateAsync(old.Id, new TokenUpdate { Enabled = false }, default);
        var target = Target(old, new MemoryStore()) with { Places = Places(new MemoryStore(), "{Name}") };

        var facts = await new FactFinder(await sandbox.BeginAsync(), target).ObserveAsync();

        Assert.Null(facts.Store!.CurrentId);
        Assert.Equal(RotationState.Revoked, RotationPlanner.Plan(facts).State);
    }

    [Fact]
    public async Task A_token_whose_name_makes_no_entry_is_not_rotated()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, "?", TimeSpan.FromDays(100));
        var target = Target(old, new MemoryStore()) with { Places = Places(new MemoryStore(), "{Name}") };

        await Assert.ThrowsAsync<SecretNameException>(
            async () => await new FactFinder(await sandbox.BeginAsync(), target).ObserveAsync());
    }

    [Fact]
    public async Task A_token_that_must_not_be_replaced_is_refused()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = sandbox.Server.Tenant.Seed(
            new SeedToken { Name = Name, Owner = "jo@example.com", PersonalAccessToken = true, Scopes = ["metrics.read"] });

        var (facts, _) = await ObserveAsync(sandbox, old, new MemoryStore());

        Assert.Equal(RotationMessages.PersonalAccessToken(facts.Old!), facts.Refusal);
    }

    [Fact]
    public async Task A_succession_is_followed_to_its_end()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var token = Seed(sandbox, Name, TimeSpan.Zero);
        for (var i = 0; i < 18; i++)
        {
            token = Seed(sandbox, NameStamp.Revoked(sandbox.Api.ServerTime, token.Id).ApplyTo(Name), TimeSpan.Zero);
        }

        var (facts, _) = await ObserveAsync(sandbox, token, new MemoryStore());

        Assert.Equal(18, facts.Heirs.Count);
    }

    [Fact]
    public async Task A_successor_that_was_made_since_the_snapshot_is_asked_for_and_those_after_it_are_not()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var finder = new FactFinder(await sandbox.BeginAsync(), Target(old, new MemoryStore()));
        var second = Seed(sandbox, Name, TimeSpan.Zero);
        var first = Seed(sandbox, NameStamp.Revoked(sandbox.Api.ServerTime, second.Id).ApplyTo(Name), TimeSpan.Zero);
        var marked = Facts(
            sandbox, old.Id) with
        { Old = Token(old.Id, NameStamp.Superseded(sandbox.Api.ServerTime, first.Id).ApplyTo(Name)) };

        var merged = await finder.MergeAsync(marked, Showing(marked.Old!));

        Assert.Equal([first.Id], merged.Heirs.Select(token => token.Id));
    }

    [Theory]
    [InlineData(ApiVersion.V1, false)]
    [InlineData(ApiVersion.V2, true)]
    public async Task What_a_list_does_not_show_is_gone_where_it_shows_all_names(ApiVersion version, bool isStillThere)
    {
        await using var sandbox = await SandboxRun.StartAsync(version);
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var facts = Facts(sandbox, old.Id) with
        {
            Old = Token(old.Id, Name),
            Pending = [Token("dt0c01.NEW", NameStamp.Pending(Operation, old.Id).ApplyTo(Name))],
        };

        var merged = await new FactFinder(await sandbox.BeginAsync(), Target(old, new MemoryStore()))
            .MergeAsync(facts, Showing());

        Assert.Equal((isStillThere, isStillThere ? 1 : 0), (merged.Old is not null, merged.Pending.Count));
    }

    [Theory]
    [InlineData(ApiVersion.V1, true)]
    [InlineData(ApiVersion.V2, false)]
    public async Task A_list_of_names_tells_names_and_nothing_else(ApiVersion version, bool isEnabled)
    {
        await using var sandbox = await SandboxRun.StartAsync(version);
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var pending = Token("dt0c01.NEW", NameStamp.Pending(Operation, old.Id).ApplyTo(Name));
        var facts = Facts(sandbox, old.Id) with { Old = Token(old.Id, Name), Pending = [pending] };
        var renamed = pending with { Enabled = false, Name = NameStamp.Pending(Operation, old.Id).ApplyTo("renamed") };

        var merged = await new FactFinder(await sandbox.BeginAsync(), Target(old, new MemoryStore()))
            .MergeAsync(facts, Showing(renamed, facts.Old!));

        Assert.Equal((isEnabled, renamed.Name), (Assert.Single(merged.Pending).Enabled, merged.Pending[0].Name));
    }

    [Fact]
    public async Task Facts_that_are_read_anew_are_read_from_the_store_too()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var finder = new FactFinder(await sandbox.BeginAsync(), Target(old, vault));
        var facts = await finder.ObserveAsync();
        vault[Slots.Current] = successor.Token;

        Assert.Equal(successor.Id, (await finder.RefreshAsync(facts)).Store!.CurrentId);
    }

    [Fact]
    public async Task A_secret_that_waits_in_the_store_is_found_by_the_successor_that_the_mark_names()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var finder = new FactFinder(await sandbox.BeginAsync(), Target(old, vault));
        var facts = await finder.ObserveAsync();

        Assert.Equal([successor.Id], (await finder.ReadStoreAsync(facts with { Pending = [] }))!.PendingIds);
    }

    [Fact]
    public async Task A_token_that_the_snapshot_shows_is_not_asked_for()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, _, vault) = await SupersededAsync(sandbox);
        var theirs = Seed(sandbox, "theirs", TimeSpan.FromDays(1));
        vault[Slots.Current] = theirs.Token;
        var finder = new FactFinder(await sandbox.BeginAsync(), Target(old, vault));
        sandbox.Server.Log.Clear();

        await finder.ObserveAsync();

        Assert.DoesNotContain(sandbox.Server.Log.Requests, request => request.TargetId == theirs.Id);
    }

    [Fact]
    public void Tokens_of_the_same_time_are_in_the_order_of_their_ids()
    {
        DtToken[] tokens = [Token("dt0c01.B", Name), Token("dt0c01.a", Name), Token("dt0c01.A", Name)];

        Assert.Equal(["dt0c01.A", "dt0c01.B", "dt0c01.a"], PendingSuccessors.InOrder(tokens).Select(token => token.Id));
    }

    [Fact]
    public async Task The_entries_of_a_token_that_is_missing_bear_the_name_that_the_spec_gives_it()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var run = await sandbox.BeginAsync();
        var target = new RotationTarget
        {
            OldId = NewTokenKey.Of("wanted"),
            Policy = new RotationPolicy(),
            Missing = new TokenSpec { Name = "wanted", Scopes = ["metrics.read"] },
        };
        var pending = Token("dt0c01.NEW", NameStamp.Pending(Operation, target.OldId).ApplyTo("renamed"));

        Assert.Equal("wanted", new FactFinder(run, target).NameOf(Facts(sandbox, target.OldId) with { Pending = [pending] }));
        Assert.Equal("renamed", new FactFinder(run, target with { Missing = null })
            .NameOf(Facts(sandbox, target.OldId) with { Pending = [pending] }));
        Assert.Equal(string.Empty, new FactFinder(run, target with { Missing = null }).NameOf(Facts(sandbox, target.OldId)));
    }

    [Fact]
    public async Task What_a_list_shows_since_counts()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var (facts, _) = await ObserveAsync(sandbox, old, vault);
        var recent = new RecentTokens(facts.Now);
        recent.Add(
            [
                facts.Heirs[0] with { Enabled = false, Name = Name },
                facts.Old! with { Name = facts.Old!.Name + "!" },
                Token("dt0c01.ADDED", NameStamp.Pending("OPER09", old.Id).ApplyTo(Name)),
            ],
            facts.Now.AddSeconds(1));

        var merged = await new FactFinder(await sandbox.BeginAsync(), Target(old, vault)).MergeAsync(facts, recent);

        Assert.Equal(facts.Old.Name + "!", merged.Old!.Name);
        Assert.Equal(["dt0c01.ADDED"], merged.Pending.Select(token => token.Id));
        Assert.Equal(facts.Now.AddSeconds(1), recent.From);
        recent.Add([], facts.Now);
        Assert.Equal(facts.Now.AddSeconds(1), recent.From);
        Assert.DoesNotContain(merged.Pending, token => token.Id == successor.Id);
    }

    private static RecentTokens Showing(params DtToken[] tokens)
    {
        var recent = new RecentTokens(default);
        recent.Add(tokens, default);
        return recent;
    }

    private static RotationFacts Facts(SandboxRun sandbox, string oldId) => new()
    {
        OldId = oldId,
        Policy = new RotationPolicy(),
        Caller = Token("dt0c01.ME", "me"),
        Capabilities = ApiCapabilities.V2,
        Now = sandbox.Api.ServerTime,
    };

    private static DtToken Token(string id, string name) =>
        new()
        {
            Id = id,
            Name = name,
            Environment = "https://abc12345.live.dynatrace.com",
            Owner = "admin@example.com",
            Enabled = true,
        };
}
