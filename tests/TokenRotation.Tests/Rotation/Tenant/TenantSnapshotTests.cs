using TokenRotation.Api;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Simulation;

namespace TokenRotation.Tests.Rotation.Tenant;

public sealed class TenantSnapshotTests
{
    [Fact]
    public async Task All_pages_are_read_and_a_token_that_stands_on_two_counts_once()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var pages = new TwoPages(sandbox.Api);

        var snapshot = await TenantSnapshot.TakeAsync(pages, default);

        Assert.True(pages.Asked!.NamesSuffice);
        Assert.Equal(["dt0c01.A", "dt0c01.NEW", "dt0c01.B"], snapshot.Tokens.Select(token => token.Id));
        Assert.Equal("dt0c01.NEW", Assert.Single(snapshot.PendingOf("dt0c01.OLD")).Id);
        Assert.Equal(["dt0c01.OLD"], snapshot.Rotations);
    }

    /// <summary>While the first page is read, a token is made, and the last one of that page moves to the second.</summary>
    private sealed class TwoPages(ITokenApi inner) : DelegatingTokenApi(inner)
    {
        public TokenQuery? Asked { get; private set; }

        public override Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken)
        {
            Asked = query;
            var pending = Token("NEW", NameStamp.Pending("OPER01", "dt0c01.OLD").ApplyTo("ingest"));
            return Task.FromResult(after is null
                ? new TokenPage([Token("A", "a"), pending], null, new Second())
                : new TokenPage([pending, Token("B", "b")], null, null));
        }

        private DtToken Token(string id, string name) => new() { Id = "dt0c01." + id, Name = name, Environment = Environment };

        private sealed class Second : PageCursor;
    }
}
