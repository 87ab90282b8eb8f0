using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Simulation;

namespace TokenRotation.Tests.Rotation.Tenant;

public sealed class ShortListTests
{
    [Fact]
    public async Task A_token_that_is_changed_while_the_pages_are_read_is_not_missed()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var list = new MovingList(sandbox.Api);
        var run = await BeginAsync(list);

        var recent = await run.ReadShortListAsync(list, TokenOrder.LastModifiedFirst);

        Assert.Equal("moved", recent.Find("dt0c01.C")?.Name);
        Assert.Equal(3, list.ShortPages);
    }

    [Fact]
    public async Task Pages_of_tokens_that_were_changed_in_one_instant_are_read_once_more_and_no_oftener()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var list = new OneInstant(sandbox.Api);
        var run = await BeginAsync(list);

        var recent = await run.ReadShortListAsync(list, TokenOrder.LastModifiedFirst);

        Assert.Equal(("first", "last"), (recent.Find("dt0c01.A")?.Name, recent.Find("dt0c01.B")?.Name));
        Assert.Equal(4, list.ShortPages);
    }

    [Fact]
    public async Task One_page_that_goes_back_far_enough_is_all()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var list = new MovingList(sandbox.Api) { IsOnePage = true };
        var run = await BeginAsync(list);

        await run.ReadShortListAsync(list, TokenOrder.LastModifiedFirst);

        Assert.Equal(1, list.ShortPages);
    }

    [Fact]
    public async Task A_list_asks_for_names_and_for_one_page_that_has_room_for_what_the_run_itself_changes()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var list = new MovingList(sandbox.Api) { IsOnePage = true };
        var run = await BeginAsync(list);
        run.Lists.Join();
        run.Lists.Join();

        await run.ReadShortListAsync(list, TokenOrder.LastModifiedFirst);

        Assert.Equal((true, 106), (list.Asked!.NamesSuffice, list.Asked.PageSize));
    }

    [Theory]
    [InlineData(TokenOrder.NewestFirst)]
    [InlineData(TokenOrder.LastModifiedFirst)]
    public async Task A_list_goes_back_to_what_has_been_seen_and_no_further(object what)
    {
        var order = (TokenOrder)what;
        await using var sandbox = await SandboxRun.StartAsync();
        var list = new Chain(sandbox.Api, order);
        var run = await BeginAsync(list);

        var recent = await run.ReadShortListAsync(list, order);

        Assert.NotNull(recent.Find("dt0c01.SEEN"));
        Assert.NotNull(recent.Find("dt0c01.OLDER"));
        Assert.Null(recent.Find("dt0c01.OLDEST"));
    }

    [Fact]
    public async Task What_a_list_has_shown_is_kept_and_in_v1_which_tells_no_dates_read_anew()
    {
        foreach (var (version, kept) in new[] { (ApiVersion.V2, true), (ApiVersion.V1, false) })
        {
            await using var sandbox = await SandboxRun.StartAsync(version);
            var run = await sandbox.BeginAsync();
            var token = RotationScene.Seed(sandbox, "short", TimeSpan.Zero);
            Assert.NotNull((await run.ReadShortListAsync(sandbox.Api, TokenOrder.NewestFirst)).Find(token.Id));
            await sandbox.Api.UpdateAsync(token.Id, new TokenUpdate { Enabled = false }, default);
            await sandbox.Api.DeleteAsync(token.Id, default);

            var recent = await run.ReadShortListAsync(sandbox.Api, TokenOrder.NewestFirst);

            Assert.Equal(kept, recent.Find(token.Id) is not null);
        }
    }

    [Fact]
    public void A_list_that_was_begun_earlier_does_not_set_the_time_back()
    {
        var recent = new RecentTokens(default);

        recent.Add([], DateTimeOffset.UnixEpoch.AddSeconds(2));
        recent.Add([], DateTimeOffset.UnixEpoch.AddSeconds(1));

        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(2), recent.From);
    }

    private static async Task<RotationRun> BeginAsync(ITokenApi api) =>
        new(api, new DtToken
        {
            Id = "dt0c01.ME",
            Environment = api.Environment,
        }, await TenantSnapshot.TakeAsync(api, default), new RotationOptions(), default);

    /// <summary>Two pages; when the first has been read, the token on the second is changed and comes to the front.</summary>
    private sealed class MovingList(ITokenApi inner) : DelegatingTokenApi(inner)
    {
        private readonly DateTimeOffset _now = inner.ServerTime;

        public bool IsOnePage { get; init; }

        public int ShortPages { get; private set; }

        public TokenQuery? Asked { get; private set; }

        public override Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken)
        {
            if (query.Order != TokenOrder.LastModifiedFirst)
            {
                return Task.FromResult(new TokenPage([], null, null));
            }

            Asked = query;
            var page = (ShortPages++, after) switch
            {
                (0, _) when IsOnePage => new TokenPage([Token("A", 1), Token("B", -3600)], null, new Second()),
                (0, _) => new TokenPage([Token("A", 1), Token("B", 0)], null, new Second()),
                (_, Second) => new TokenPage([Token("D", -3600)], null, null),
                _ => new TokenPage([Token("C", 2) with { Name = "moved" }, Token("A", 1), Token("B", 0)], null, new Second()),
            };
            return Task.FromResult(page);
        }

        private DtToken Token(string id, int seconds) =>
            new() { Id = "dt0c01." + id, Name = "still", Environment = Environment, ModifiedDate = _now.AddSeconds(seconds) };

        private sealed class Second : PageCursor;
    }

    /// <summary>Two pages of tokens that were changed at the same time.</summary>
    private sealed class OneInstant(ITokenApi inner) : DelegatingTokenApi(inner)
    {
        private readonly DateTimeOffset _now = inner.ServerTime;

        public int ShortPages { get; private set; }

        public override Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken)
        {
            if (query.Order != TokenOrder.LastModifiedFirst)
            {
                return Task.FromResult(new TokenPage([], null, null));
            }

            ShortPages++;
            var token = new DtToken { Id = "dt0c01.A", Name = "first", Environment = Environment, ModifiedDate = _now };
            return Task.FromResult(ShortPages > 20 || after is not null
                ? new TokenPage([token with { Id = "dt0c01.B", Name = "last" }], null, null)
                : new TokenPage([token], null, new Next()));
        }

        private sealed class Next : PageCursor;
    }

    /// <summary>
    /// One token a page: as old as what has been seen, a second older, and older still. When it is read again, the first two
    /// are on one page.
    /// </summary>
    private sealed class Chain(ITokenApi inner, TokenOrder order) : DelegatingTokenApi(inner)
    {
        private static readonly string[] Ids = ["SEEN", "OLDER", "OLDEST"];

        private readonly DateTimeOffset _now = inner.ServerTime;
        private int _reads;

        public override DateTimeOffset ServerTime => _now;

        public override Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken)
        {
            if (query.PageSize == TokenQuery.MaximumPageSize)
            {
                return Task.FromResult(new TokenPage([], null, null));
            }

            _reads += after is null ? 1 : 0;
            var number = (after as Page)?.Number ?? 0;
            return Task.FromResult(_reads > 1
                ? new TokenPage([Token(0), Token(1)], null, new Page(2))
                : new TokenPage([Token(number)], null, number < Ids.Length - 1 ? new Page(number + 1) : null));
        }

        // A list looks back ten seconds from the snapshot.
        private DtToken Token(int number)
        {
            var changed = _now.AddSeconds(-10 - number);
            var token = new DtToken { Id = "dt0c01." + Ids[number], Name = "still", Environment = Environment };
            return order == TokenOrder.NewestFirst
                ? token with { CreationDate = changed, ModifiedDate = _now }
                : token with { CreationDate = _now, ModifiedDate = changed };
        }

        private sealed class Page(int number) : PageCursor
        {
            public int Number => number;
        }
    }
}
