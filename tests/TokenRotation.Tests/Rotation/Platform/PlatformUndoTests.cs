using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Sandbox.Account;
using TokenRotation.Secrets;
using TokenRotation.Tests.Api.Accounts;

namespace TokenRotation.Tests.Rotation.Platform;

/// <summary>Rotations of platform tokens that are taken back, against the sandbox's account.</summary>
public sealed class PlatformUndoTests : IAsyncLifetime
{
    private const string Entry = "dt-token";
    private const string Person = "dev@example.com";

    private readonly MemoryStore _store = new() { Name = "vault" };
    private AccountFixture _fixture = null!;

    private SandboxAccount Account => _fixture.Account;

    private DateTimeOffset Now => _fixture.Sandbox.Clock.GetUtcNow();

    private SecretPlaces Places => SecretPlaces.In(_store, new EntryNames(SecretName.Parse(Entry), "account"));

    public async Task InitializeAsync() => _fixture = await AccountFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task The_old_token_gets_its_expiry_and_its_place_back_and_the_new_one_is_inactive(int daysLater)
    {
        var old = Seed();
        await RotateAsync(old.Id);
        _fixture.Sandbox.Clock.Advance(TimeSpan.FromDays(daysLater) + TimeSpan.FromMinutes(1));
        Assert.NotEqual(old.ExpirationDate, Account.FindPlatformToken(old.Id)!.ExpirationDate);

        var undone = await UndoAsync(old.Id);

        Assert.Null(undone!.StillEnabled);
        Assert.Equal((true, old.ExpirationDate), (undone.Old.Enabled, undone.Old.ExpirationDate));
        AssertThatItIsTakenBack(old);
        Assert.Null(await UndoAsync(old.Id));
    }

    [Fact]
    public async Task What_is_named_may_be_the_new_token()
    {
        var old = Seed();
        await RotateAsync(old.Id);

        await UndoAsync(Fresh(old).Id);

        AssertThatItIsTakenBack(old);
    }

    [Fact]
    public async Task Wherever_it_dies_the_entry_holds_a_secret_that_works_and_the_same_command_goes_on()
    {
        for (var deadly = 1; ; deadly++)
        {
            var old = Seed();
            await RotateAsync(old.Id);
            var left = deadly;
            void Dies()
            {
                if (--left == 0)
                {
                    throw new SecretStoreException("The vault is gone.");
                }
            }

            (_store.OnRead, _store.OnWrite) = (Dies, Dies);
            var death = await Record.ExceptionAsync(() => UndoAsync(old.Id));
            (_store.OnRead, _store.OnWrite) = (() => { }, () => { });
            AssertThatTheStoreWorks();
            if (death is null)
            {
                Assert.True(deadly > 5, $"It has come to its end after {deadly} looks at the store.");
                return;
            }

            Assert.IsType<SecretStoreException>(death);
            await UndoAsync(old.Id);
            AssertThatItIsTakenBack(old);
            foreach (var token in Account.PlatformTokens.Where(token => token.Owner == Person).ToList())
            {
                await _fixture.Api.DeleteAsync(token.Id, default);
            }
        }
    }

    [Fact]
    public async Task A_token_that_never_expired_works_for_so_long_that_no_run_takes_it_for_ended()
    {
        var old = Seed(expires: false);
        await RotateAsync(old.Id);

        await UndoAsync(old.Id);

        Assert.True(Account.FindPlatformToken(old.Id)!.ExpirationDate > Now + TimeSpan.FromDays(3000));
        Assert.Equal(old.Token, _store[Entry]);
        var again = await RotateAsync(old.Id);
        Assert.Equal(RotationState.Superseded, again.Plan.State);
        AssertThatTheStoreWorks();
        Assert.NotEqual(old.Token, _store[Entry]);
    }

    [Fact]
    public async Task The_next_rotation_begins_anew_and_deletes_what_the_undo_has_left()
    {
        var old = Seed();
        await RotateAsync(old.Id);
        var left = Fresh(old);
        await UndoAsync(old.Id);

        _fixture.Sandbox.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(RotationState.Superseded, (await RotateAsync(old.Id)).Plan.State);

        Assert.Null(Account.FindPlatformToken(left.Id));
        Assert.NotEqual(old.Token, _store[Entry]);
        AssertThatTheStoreWorks();
    }

    [Fact]
    public async Task Where_the_old_secret_is_not_kept_nothing_is_changed()
    {
        var old = Seed();
        await RotateAsync(old.Id);
        await _store.RemoveAsync(new SecretSlots(Entry).Previous, default);
        var before = Account.PlatformTokens.ToList();

        await Assert.ThrowsAsync<SecretStoreException>(() => UndoAsync(old.Id));

        Assert.Equal(before, Account.PlatformTokens);
    }

    [Fact]
    public async Task Where_the_entry_holds_the_secret_of_a_third_token_old_and_new_stay()
    {
        var old = Seed();
        await RotateAsync(old.Id);
        var other = Account.Seed(new SeedPlatformToken { Owner = Person, Scopes = old.Scopes, Name = "other" });
        _store[Entry] = other.Token;

        var undone = await UndoAsync(old.Id);

        Assert.Equal(Fresh(old).Id, undone!.StillEnabled!.Id);
        Assert.Equal(other.Token, _store[Entry]);
        Assert.True(Account.FindPlatformToken(old.Id)!.Active && Fresh(old).Active);
        Assert.Equal(RotationState.NeedsAttention, (await RotateAsync(old.Id)).Plan.State);
    }

    [Fact]
    public async Task A_run_that_ends_the_old_token_meanwhile_does_not_end_what_is_gone_back_to()
    {
        var old = Seed();
        await RotateAsync(old.Id);
        var isFirst = true;
        _store.OnWrite = () =>
        {
            if (isFirst)
            {
                isFirst = false;
                _fixture.Api.UpdateAsync(
                    old.Id, new TokenUpdate { ExpirationDate = Now + TimeSpan.FromHours(1), Enabled = false }, default)
                    .GetAwaiter().GetResult();
            }
        };

        await UndoAsync(old.Id);

        AssertThatItIsTakenBack(old);
    }

    [Fact]
    public async Task A_name_that_a_stranger_has_given_is_not_believed()
    {
        var old = Seed();
        await RotateAsync(old.Id);
        var mark = Fresh(old).Name;
        await UndoAsync(old.Id);
        Account.Seed(new SeedPlatformToken
        {
            Owner = "mallory@example.com",
            Name = mark,
            Scopes = old.Scopes,
            CreatedAt = Now,
            ExpirationDate = Now.AddDays(90),
        });

        Assert.Null(await UndoAsync(old.Id));

        Assert.Equal(old.ExpirationDate, Account.FindPlatformToken(old.Id)!.ExpirationDate);
    }

    [Theory]
    [InlineData(40, false)]
    [InlineData(2, true)]
    public async Task It_is_refused_where_the_old_token_would_be_over_or_the_store_is_not_given(int daysLater, bool asPipeline)
    {
        var old = Seed();
        await RotateAsync(old.Id);
        _fixture.Sandbox.Clock.Advance(TimeSpan.FromDays(daysLater));
        var list = await TenantSnapshot.TakeAsync(_fixture.Api, default);
        var pair = PlatformPair.Of(list, old.Id, Now)!;
        var place = asPipeline ? SecretPlace.Pipeline : Places.Of("ingest", _fixture.Api, default);

        var refusal = PlatformUndo.Refusal(pair.Old, await pair.HeirAsync(place, Now), place, Now);

        Assert.Contains(asPipeline ? "-SecretName" : "Set-DtToken", refusal, StringComparison.Ordinal);
    }

    private PlatformToken Fresh(PlatformToken old) =>
        Account.PlatformTokens.Single(token => token.Id != old.Id && token.Owner == Person && token.Name != "other");

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

    private void AssertThatItIsTakenBack(PlatformToken old)
    {
        var now = Account.FindPlatformToken(old.Id)!;
        Assert.Equal((true, old.ExpirationDate), (now.Active, now.ExpirationDate));
        Assert.Equal(old.Token, _store[Entry]);
        Assert.False(Fresh(old).Active);
        AssertThatTheStoreWorks();
    }

    private void AssertThatTheStoreWorks()
    {
        var current = Assert.Single(Account.PlatformTokens, token => token.Token == _store[Entry]);
        Assert.True(current.Active);
        Assert.False(current.ExpirationDate <= Now);
    }

    private async Task<UndoneRotation?> UndoAsync(string id)
    {
        _fixture.Api.RestartServerTimes();
        var list = await TenantSnapshot.TakeAsync(_fixture.Api, default);
        return PlatformPair.Of(list, id, _fixture.Api.ServerTime) is { } pair
            ? await new PlatformUndo(_fixture.Api, Places.Of("ingest", _fixture.Api, default), TimeProvider.System, default)
                .RunAsync(pair)
            : null;
    }

    private async Task<RotationReport> RotateAsync(string id)
    {
        var host = new QuietHost();
        _fixture.Api.RestartServerTimes();
        var run = new RotationRun(
            _fixture.Api,
            _fixture.Connection.Caller,
            await TenantSnapshot.TakeAsync(_fixture.Api, default),
            new RotationOptions { Time = _fixture.Sandbox.Clock },
            default);
        var target = new RotationTarget
        {
            OldId = id,
            Policy = PolicyLayer.Resolve(_fixture.Api.ServerTime, new PolicyLayer()),
            Places = Places,
            MayBegin = true,
        };
        await new RotationRunner(run, host, CancellationToken.None).RunAsync([target]);
        return Assert.Single(host.Reports);
    }
}
