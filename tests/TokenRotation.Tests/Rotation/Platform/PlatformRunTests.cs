using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Sandbox.Account;
using TokenRotation.Secrets;
using TokenRotation.Tests.Api.Accounts;

namespace TokenRotation.Tests.Rotation.Platform;

/// <summary>Rotations of platform tokens against the sandbox's account, from the lease to the deletion.</summary>
public sealed class PlatformRunTests : IAsyncLifetime
{
    private const string Entry = "dt-token";
    private const string Person = "dev@example.com";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly PolicyLayer Named = new();

    private readonly MemoryStore _store = new() { Name = "vault" };
    private AccountFixture _fixture = null!;

    private SandboxAccount Account => _fixture.Account;

    public async Task InitializeAsync() => _fixture = await AccountFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task A_rotation_leases_stores_proves_extends_promotes_and_lets_the_old_token_end_by_itself()
    {
        var old = Seed();

        var report = await RunAsync(old.Id, Named);

        Assert.Null(report.Failure);
        Assert.Equal(RotationState.Superseded, report.Plan.State);
        var fresh = Assert.Single(Account.PlatformTokens, token => token.Id != old.Id && token.Owner == Person);
        Assert.Equal(fresh.Token, _store[Entry]);
        Assert.Equal(AccountFixture.Start + TimeSpan.FromDays(90), fresh.ExpirationDate);
        Assert.Equal(old.Scopes, fresh.Scopes);
        Assert.Equal(AccountFixture.Start + Day, Account.FindPlatformToken(old.Id)!.ExpirationDate);
        Assert.True(Account.FindPlatformToken(old.Id)!.Active);
        var mark = LineageMark.Read(fresh.Name)!;
        Assert.Equal((old.Id, Day, TimeSpan.FromDays(7), old.ExpirationDate), (mark.OldId, mark.Overlap, mark.Grace, mark.Until));

        _fixture.Sandbox.Clock.Advance(Day + TimeSpan.FromDays(7) - TimeSpan.FromHours(1));
        Assert.Equal(RotationState.Revoked, (await RunAsync(old.Id, Named)).Plan.State);
        _fixture.Sandbox.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(RotationState.Removed, (await RunAsync(old.Id, Named)).Plan.State);

        Assert.Null(Account.FindPlatformToken(old.Id));
        Assert.Equal([Entry], _store.Entries);
        Assert.Equal(fresh.Token, _store[Entry]);
    }

    [Fact]
    public async Task The_next_rotation_replaces_the_mark_and_leaves_no_trace_of_the_one_before()
    {
        var old = Seed();
        await RunAsync(old.Id, Named);
        _fixture.Sandbox.Clock.Advance(TimeSpan.FromDays(30));
        var second = Account.PlatformTokens.Single(token => token.Token == _store[Entry]);
        await RunAsync(old.Id, Named);

        await RunAsync(second.Id, Named);

        var third = Account.PlatformTokens.Single(token => token.Token == _store[Entry]);
        Assert.NotEqual(second.Id, third.Id);
        Assert.Equal(("ingest", null), NameStamp.Read(third.Name));
        Assert.Equal(second.Id, LineageMark.Read(third.Name)!.OldId);
        Assert.Null(Account.FindPlatformToken(old.Id));
    }

    [Theory]
    [InlineData(RotationStep.Create)]
    [InlineData(RotationStep.Elect)]
    [InlineData(RotationStep.Store)]
    [InlineData(RotationStep.Verify)]
    [InlineData(RotationStep.Recheck)]
    [InlineData(RotationStep.Commit)]
    [InlineData(RotationStep.Promote)]
    [InlineData(RotationStep.Revoke)]
    public async Task A_run_that_dies_after_any_step_costs_nobody_a_secret_and_leaves_no_orphan_after_a_lease(RotationStep step)
    {
        var old = Seed();
        using var abort = new CancellationTokenSource();
        var dies = new QuietHost
        {
            OnNote = taken =>
            {
                if (taken == step)
                {
                    abort.Cancel();
                    throw new OperationCanceledException(abort.Token);
                }
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await RunAsync(old.Id, Named, host: dies, abort: abort.Token));
        AssertThatTheStoreWorks();

        _fixture.Sandbox.Clock.Advance(PlatformTimes.Lease + TimeSpan.FromMinutes(1));
        AssertThatTheStoreWorks();
        for (var run = 0; run < 2; run++)
        {
            Assert.Null((await RunAsync(old.Id, Named)).Failure);
            AssertThatTheStoreWorks();
        }

        var fresh = Assert.Single(Account.PlatformTokens, token => token.Id != old.Id && token.Owner == Person);
        Assert.Equal(fresh.Token, _store[Entry]);
        Assert.True(fresh.ExpirationDate > _fixture.Sandbox.Clock.GetUtcNow() + TimeSpan.FromDays(80));
        Assert.NotEqual(old.ExpirationDate, Account.FindPlatformToken(old.Id)!.ExpirationDate);
    }

    [Theory]
    [InlineData(null, null, 90)]
    [InlineData(200, null, 200)]
    [InlineData(400, null, 400)]
    [InlineData(200, 30, 30)]
    public async Task What_was_stored_within_half_of_the_lease_is_gone_on_with_for_the_life_that_it_was_made_for(
        int? asked, int? askedLater, int days)
    {
        static PolicyLayer For(int? days) => new() { Lifetime = days is { } some ? TimeSpan.FromDays(some) : null };
        var old = Seed();
        using var abort = new CancellationTokenSource();
        var dies = new QuietHost
        {
            OnNote = taken =>
            {
                if (taken == RotationStep.Store)
                {
                    abort.Cancel();
                    throw new OperationCanceledException(abort.Token);
                }
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await RunAsync(old.Id, For(asked), host: dies, abort: abort.Token));
        var made = Account.PlatformTokens.Single(token => token.Id != old.Id && token.Owner == Person);
        _fixture.Sandbox.Clock.Advance(TimeSpan.FromMinutes(29));

        Assert.Equal(RotationState.Superseded, (await RunAsync(old.Id, For(askedLater))).Plan.State);

        Assert.Equal(made.Token, _store[Entry]);
        Assert.Equal(
            AccountFixture.Start + TimeSpan.FromDays(days), Account.FindPlatformToken(made.Id)!.ExpirationDate);
    }

    [Fact]
    public async Task Two_runs_at_once_put_one_token_into_the_store_and_the_other_one_goes()
    {
        var old = Seed();

        await Task.WhenAll(RunAsync(old.Id, Named), RunAsync(old.Id, Named));
        AssertThatTheStoreWorks();
        _fixture.Sandbox.Clock.Advance(PlatformTimes.Lease + TimeSpan.FromMinutes(1));
        await RunAsync(old.Id, Named);
        await RunAsync(old.Id, Named);

        var fresh = Assert.Single(Account.PlatformTokens, token => token.Id != old.Id && token.Owner == Person);
        Assert.Equal(fresh.Token, _store[Entry]);
    }

    [Fact]
    public async Task A_leaked_token_is_inactive_before_its_successor_is_made()
    {
        var old = Seed();
        var host = new QuietHost();

        var report = await RunAsync(old.Id, new PolicyLayer { Compromised = true }, host: host);

        Assert.Null(report.Failure);
        Assert.Equal(
            [RotationStep.RevokeFirst, RotationStep.Create], host.Notes.Select(note => note.Step).Take(2));
        Assert.False(Account.FindPlatformToken(old.Id)!.Active);
        Assert.True(Account.FindPlatformToken(old.Id)!.ExpirationDate <= AccountFixture.Start + TimeSpan.FromMinutes(2));
        AssertThatTheStoreWorks();
        Assert.NotEqual(old.Token, _store[Entry]);
    }

    [Fact]
    public async Task Nothing_is_made_where_the_owner_has_no_room()
    {
        var old = Seed();
        for (var i = 1; i < Account.Options.TokensOfUser; i++)
        {
            Account.Seed(new SeedPlatformToken { Owner = Person, Scopes = old.Scopes, Name = "other" });
        }

        var report = await RunAsync(old.Id, Named);

        Assert.Equal(RotationState.Due, report.Plan.State);
        Assert.Contains("Remove-DtToken", report.Plan.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(_fixture.Sandbox.Log.Requests, request => request.Method == "POST" && request.Path.EndsWith(
            "platform-tokens", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_pipeline_gets_the_secret_once_the_token_is_extended_and_the_old_one_waits_for_a_word()
    {
        var old = Seed();
        var host = new QuietHost();

        var report = await RunAsync(old.Id, Named, host: host, places: SecretPlaces.Pipeline);

        Assert.Equal(RotationState.Superseded, report.Plan.State);
        var fresh = Account.PlatformTokens.Single(token => token.Id != old.Id && token.Owner == Person);
        Assert.Equal(fresh.Token, Assert.Single(host.HandedOver).Created.Token.Reveal());
        Assert.Equal(AccountFixture.Start + TimeSpan.FromDays(90), fresh.ExpirationDate);
        Assert.Equal(old.ExpirationDate, Account.FindPlatformToken(old.Id)!.ExpirationDate);
    }

    [Fact]
    public async Task A_token_that_never_expires_gets_a_successor_for_a_year()
    {
        var old = Seed(expires: false);

        await RunAsync(old.Id, Named);

        var fresh = Account.PlatformTokens.Single(token => token.Id != old.Id && token.Owner == Person);
        Assert.Equal(AccountFixture.Start + TimeSpan.FromDays(365), fresh.ExpirationDate);
        Assert.Null(LineageMark.Read(fresh.Name)!.Until);
        Assert.Equal(AccountFixture.Start + Day, Account.FindPlatformToken(old.Id)!.ExpirationDate);
    }

    [Fact]
    public async Task A_foreign_secret_in_the_entry_stops_everything()
    {
        var old = Seed();
        var other = Account.Seed(new SeedPlatformToken { Owner = Person, Scopes = old.Scopes, Name = "other" });
        _store[Entry] = other.Token;

        var report = await RunAsync(old.Id, Named);

        Assert.Equal(RotationState.NeedsAttention, report.Plan.State);
        Assert.Equal(2, Account.PlatformTokens.Count(token => token.Owner == Person));
        Assert.Equal(other.Token, _store[Entry]);
    }

    private PlatformToken Seed(bool expires = true)
    {
        var token = Account.Seed(new SeedPlatformToken
        {
            Owner = Person,
            Name = "ingest",
            Scopes = ["app-engine:apps:run"],
            CreatedAt = AccountFixture.Start.AddDays(-60),
            ExpirationDate = expires ? AccountFixture.Start.AddDays(30) : null,
        });
        _store[Entry] = token.Token;
        return token;
    }

    private void AssertThatTheStoreWorks()
    {
        var current = Assert.Single(Account.PlatformTokens, token => token.Token == _store[Entry]);
        Assert.True(current.Active);
        Assert.False(current.ExpirationDate <= _fixture.Sandbox.Clock.GetUtcNow());
    }

    private async Task<RotationReport> RunAsync(
        string id, PolicyLayer layer, QuietHost? host = null, SecretPlaces? places = null, CancellationToken abort = default)
    {
        host ??= new QuietHost();
        _fixture.Api.RestartServerTimes();
        var run = new RotationRun(
            _fixture.Api,
            _fixture.Connection.Caller,
            await TenantSnapshot.TakeAsync(_fixture.Api, default),
            new RotationOptions { Time = _fixture.Sandbox.Clock },
            abort);
        var target = new RotationTarget
        {
            OldId = id,
            Policy = PolicyLayer.Resolve(_fixture.Api.ServerTime, layer),
            Places = places ?? SecretPlaces.In(_store, new EntryNames(SecretName.Parse(Entry), "account")),
            MayBegin = true,
        };
        await new RotationRunner(run, host, CancellationToken.None).RunAsync([target]);
        return Assert.Single(host.Reports);
    }
}
