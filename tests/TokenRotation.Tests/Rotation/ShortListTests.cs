using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Simulation;

namespace TokenRotation.Tests.Rotation;

public sealed class ShortListTests
{
    [Fact]
    public async Task A_token_that_is_changed_while_the_pages_are_read_is_not_missed()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var list = new MovingList(sandbox.Api);
        var run = new RotationRun(list, new DtToken { Id = "dt0c01.ME", Environment = list.Environment }, await TenantSnapshot.TakeAsync(list, default), new RotationOptions(), default);

        var recent = await run.ReadShortListAsync(list, TokenOrder.LastModifiedFirst);

        Assert.Equal("moved", recent.Find("dt0c01.C")?.Name);
        Assert.Equal(3, list.ShortPages);
    }

    [Fact]
    public async Task One_page_that_goes_back_far_enough_is_all()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var list = new MovingList(sandbox.Api) { IsOnePage = true };
        var run = new RotationRun(list, new DtToken { Id = "dt0c01.ME", Environment = list.Environment }, await TenantSnapshot.TakeAsync(list, default), new RotationOptions(), default);

        await run.ReadShortListAsync(list, TokenOrder.LastModifiedFirst);

        Assert.Equal(1, list.ShortPages);
    }

    /// <summary>Two pages; when the first has been read, the token on the second is changed and comes to the front.</summary>
    private sealed class MovingList(ITokenApi inner) : DelegatingTokenApi(inner)
    {
        private readonly DateTimeOffset _now = inner.ServerTime;

        public bool IsOnePage { get; init; }

        public int ShortPages { get; private set; }

        public override Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken)
        {
            if (query.Order != TokenOrder.LastModifiedFirst)
            {
                return Task.FromResult(new TokenPage([], null, null));
            }

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
}
