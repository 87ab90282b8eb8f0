using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Benchmarks;

/// <summary>
/// A sandbox with tokens to rotate, each in its entry of a store, and a client that rotates them as Invoke-DtTokenRotation
/// does.
/// </summary>
internal sealed class Fleet : IAsyncDisposable
{
    private static readonly EntryNames Entries = new(SecretName.OfToken, "fleet");

    private readonly List<string> _ids;
    private readonly FleetStore _store;

    private Fleet(SandboxServer server, TokenApiConnection connection, List<string> ids, FleetStore store)
    {
        Server = server;
        Connection = connection;
        _ids = ids;
        _store = store;
    }

    public SandboxServer Server { get; }

    public TokenApiConnection Connection { get; }

    public static async Task<Fleet> StartAsync(int tokens, TimeSpan latency, int? requestsPerMinute = null)
    {
        var server = await SandboxServer.StartAsync(new SandboxOptions
        {
            Latency = latency,
            RateLimit = requestsPerMinute is { } limit ? new RateLimitOptions { Limit = limit } : null,
        });
        var store = new FleetStore();
        var ids = new List<string>();
        for (var i = 0; i < tokens; i++)
        {
            var old = server.Tenant.Seed(new SeedToken { Name = NameOf(i), Scopes = ["metrics.read"] });
            await store.WriteAsync(EntryOf(i), ApiToken.Parse(old.Token), old.Id, CancellationToken.None);
            ids.Add(old.Id);
        }

        var connection = await TokenApiConnection.ConnectAsync(
            new ConnectionOptions
            {
                Environment = EnvironmentUrl.Parse(server.Url.ToString()),
                Credential = ApiToken.Parse(server.AdminToken),
            },
            CancellationToken.None);
        server.Log.Clear();
        return new Fleet(server, connection, ids, store);
    }

    /// <summary>Rotates all tokens, up to and including the revocation of the old ones.</summary>
    /// <returns>How many were revoked.</returns>
    public async Task<int> RotateAsync(int throttleLimit, CancellationToken abort = default)
    {
        var snapshot = await TenantSnapshot.TakeAsync(Connection.Api, abort);
        var run = new RotationRun(
            Connection.Api, Connection.Caller, snapshot, new RotationOptions { ThrottleLimit = throttleLimit }, abort);
        var host = new SilentHost();
        var places = SecretPlaces.In(_store, Entries);
        // Without an overlap: the revocation belongs to the run.
        var targets = _ids.ConvertAll(
            id => new RotationTarget { OldId = id, Policy = new RotationPolicy(), Places = places, MayBegin = true });
        await new RotationRunner(run, host, CancellationToken.None).RunAsync(targets);
        return host.Revoked;
    }

    /// <summary>
    /// What a script of one HTTP client would do with the first tokens, one after the other: look up, create, revoke.
    /// </summary>
    public async Task RotatePlainlyAsync(int tokens)
    {
        foreach (var id in _ids.Take(tokens))
        {
            var old = await Connection.Api.GetAsync(id, CancellationToken.None);
            await Connection.Api.CreateAsync(new TokenSpec { Name = old.Name, Scopes = old.Scopes }, CancellationToken.None);
            await Connection.Api.UpdateAsync(id, new TokenUpdate { Enabled = false }, CancellationToken.None);
        }
    }

    /// <summary>How many entries hold the secret of a token that works, and is not the one that they held at the start.</summary>
    public int CountRenewedEntries()
    {
        var working = Server.Tenant.Tokens.Where(token => token.Enabled).ToDictionary(token => token.Id, token => token.Token);
        return _ids.Where((oldId, i) =>
            _store[EntryOf(i)] is { TokenId: { } id } held && id != oldId
            && working.TryGetValue(id, out var secret) && secret == held.Token.Reveal()).Count();
    }

    public async ValueTask DisposeAsync()
    {
        Connection.Dispose();
        await Server.DisposeAsync();
    }

    private static string NameOf(int number) => $"fleet {number}";

    private static string EntryOf(int number) => Entries.Of(NameOf(number)).Current;

    /// <summary>Approves everything, and counts.</summary>
    private sealed class SilentHost : IRotationHost
    {
        private int _revoked;

        public int Revoked => _revoked;

        public Task<bool> ApproveAsync(RotationFacts facts, RotationPlan plan) => Task.FromResult(true);

        public Task HandOverAsync(HandedOverToken token) => Task.CompletedTask;

        public Task PlacedAsync(RotationFacts facts) => Task.CompletedTask;

        public void Note(RotationNote note)
        {
        }

        public void CallerReplaced(ITokenApi api, DtToken caller)
        {
        }

        public Task ReportAsync(RotationReport report)
        {
            if (report is { Failure: null, Plan.State: RotationState.Revoked })
            {
                Interlocked.Increment(ref _revoked);
            }

            return Task.CompletedTask;
        }
    }
}
