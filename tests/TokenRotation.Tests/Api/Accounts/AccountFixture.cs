using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Api.Accounts;

/// <summary>A sandbox's account on a clock that stands still, and the module's client of it.</summary>
internal sealed class AccountFixture : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly TokenApiConnection _connection;

    private AccountFixture(SandboxServer sandbox, TokenApiConnection connection) =>
        (Sandbox, _connection) = (sandbox, connection);

    public SandboxServer Sandbox { get; }

    public SandboxAccount Account => Sandbox.Account;

    public TokenApiConnection Connection => _connection;

    public ITokenApi Api => _connection.Api;

    public static async Task<AccountFixture> StartAsync(AccountOptions? options = null)
    {
        var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Account = options ?? new(), Clock = new VirtualClock(Start) });
        return new AccountFixture(sandbox, await ConnectAsync(sandbox, sandbox.AccountClient.Secret));
    }

    public static Task<TokenApiConnection> ConnectAsync(
        SandboxServer sandbox, string secret, string? uuid = null, ICollection<string>? log = null)
    {
        var account = AccountAddress.Parse(uuid ?? sandbox.Account.Uuid, sandbox.AccountUrl);
        return TokenApiConnection.ConnectAsync(
            new ConnectionOptions
            {
                Environment = account.Server,
                Account = account,
                Credential = ApiToken.Parse(secret),
                TokenEndpoint = sandbox.TokenUrl,
                TimeProvider = sandbox.Clock,
                NoProxy = true,
                MaximumRetryCount = 0,
                Log = log is null ? null : log.Add,
            },
            default);
    }

    public TokenSpec Spec(string name) =>
        new() { Name = name, Scopes = ["app-engine:apps:run"], Resource = [Account.EnvironmentUrn] };

    public async Task<IReadOnlyList<DtToken>> AllAsync(int pageSize = 1000)
    {
        var tokens = new List<DtToken>();
        PageCursor? next = null;
        do
        {
            var page = await Api.ListAsync(new TokenQuery { PageSize = pageSize }, next, default);
            tokens.AddRange(page.Tokens);
            next = page.Next;
        }
        while (next is not null);
        return tokens;
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await Sandbox.DisposeAsync();
    }
}
