using System.Security.Cryptography;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Account;

/// <summary>
/// The account that the tenant belongs to: users, OAuth clients, their access tokens and platform tokens, none of which is a
/// token of the tenant. Safe for concurrent use.
/// </summary>
public sealed class SandboxAccount
{
    private static readonly Dictionary<string, string> ClassicScopes = new(StringComparer.Ordinal)
    {
        ["environment-api:api-tokens:read"] = TokenScopes.Read,
        ["api-tokens:tokens:read"] = TokenScopes.Read,
        ["environment-api:api-tokens:write"] = TokenScopes.Write,
        ["api-tokens:tokens:write"] = TokenScopes.Write,
    };

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly TokenText _text;
    private readonly AccountUsers _users;
    private readonly PlatformTokenStore _platformTokens;
    private readonly Dictionary<string, OAuthClient> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AccessToken> _accessTokens = new(StringComparer.Ordinal);

    /// <summary>An account without anything in it.</summary>
    /// <param name="options">The account's switches.</param>
    /// <param name="clock">Tells when what expires.</param>
    /// <param name="seed">Makes IDs and secrets reproducible; null for random ones.</param>
    /// <param name="environmentId">The environment that belongs to it.</param>
    public SandboxAccount(AccountOptions options, TimeProvider clock, int? seed = null, string environmentId = "sandbox")
    {
        Options = options;
        _clock = clock;
        _text = new TokenText(seed);
        _users = new AccountUsers(seed);
        Uuid = _users.NextUuid();
        EnvironmentUrn = "urn:dtenvironment:" + environmentId;
        _platformTokens = new PlatformTokenStore(() => Options, clock, _users, _text, EnvironmentUrn);
    }

    /// <summary>The account's switches.</summary>
    public AccountOptions Options { get; internal set; }

    /// <summary>The account's UUID.</summary>
    public string Uuid { get; }

    /// <summary>The whole account as a resource of its tokens.</summary>
    public string Urn => "urn:dtaccount:" + Uuid;

    /// <summary>The environment as a resource of the account's tokens.</summary>
    public string EnvironmentUrn { get; }

    /// <summary>The platform tokens at this instant, oldest first.</summary>
    public IReadOnlyList<PlatformToken> PlatformTokens => Locked(() => _platformTokens.Tokens);

    /// <summary>The UUID of a user by e-mail address; who is not in the account comes in.</summary>
    public string UserUuid(string email) => Locked(() => _users.UuidOf(email));

    internal string? FindUser(string email) => Locked(() => _users.Find(email));

    /// <summary>A new service user's address.</summary>
    public string AddServiceUser() => Locked(_users.AddServiceUser);

    /// <summary>Makes a platform token for the environment.</summary>
    public PlatformToken AddPlatformToken(string owner, IReadOnlyList<string> scopes, DateTimeOffset? expires = null) =>
        Seed(new SeedPlatformToken { Owner = owner, Scopes = scopes, ExpirationDate = expires });

    /// <summary>Puts a platform token into the account, past all rules.</summary>
    public PlatformToken Seed(SeedPlatformToken seed) => Locked(() => _platformTokens.Seed(seed));

    /// <summary>A platform token by its ID, past all rules; null when there is none.</summary>
    public PlatformToken? FindPlatformToken(string id) => Locked(() => _platformTokens.Find(id));

    /// <summary>When a platform token was last used; null for never, and where there is none.</summary>
    public DateTimeOffset? LastUseOf(string id) => UseOf(id)?.At;

    /// <summary>Makes an OAuth client.</summary>
    public OAuthClient AddClient(string owner, IReadOnlyList<string> scopes) => Locked(() =>
    {
        _users.UuidOf(owner);
        var (id, secret) = _text.NextOfAccount("dt0s02");
        return _clients[id] = new OAuthClient { Id = id, Secret = secret, Owner = owner, Scopes = scopes };
    });

    internal TokenUse? UseOf(string id) => Locked(() => _platformTokens.UseOf(id));

    internal static IEnumerable<string> BearerScopesOf(string classic) =>
        ClassicScopes.Where(scope => scope.Value == classic).Select(scope => scope.Key);

    /// <summary>An access token for a client; null where it is not the client, or asks for more than it may.</summary>
    internal (AccessToken? Token, string Error) Grant(
        string? clientId, string? secret, IReadOnlyList<string> scopes, string? resource) => Locked<(AccessToken?, string)>(() =>
    {
        if (clientId is null || !_clients.TryGetValue(clientId, out var client) || client.Secret != secret)
        {
            return (null, "invalid_client");
        }

        if (scopes.Count == 0 || scopes.Except(client.Scopes, StringComparer.Ordinal).Any())
        {
            return (null, "invalid_scope");
        }

        if (resource is not null && resource != Urn && resource != EnvironmentUrn)
        {
            return (null, "invalid_target");
        }

        var expires = _clock.GetUtcNow() + Options.AccessTokenLifetime;
        var token = new AccessToken(NextBearer(), client, scopes, resource, expires);
        _accessTokens[token.Text] = token;
        return (token, string.Empty);
    });

    /// <summary>Who sends a Bearer, if it is good for the environment or the account.</summary>
    /// <param name="bearer">The Bearer.</param>
    /// <param name="address">Where the call comes from; null for a call that counts as no use.</param>
    internal Outcome<AccountCaller> Identify(string bearer, string? address) => Locked(() =>
        _platformTokens.BySecret(bearer) is { } platform ? OfPlatformToken(platform, address)
        : !_accessTokens.TryGetValue(bearer, out var access) ? TenantErrors.BearerRefused(401)
        : access.ExpirationDate <= _clock.GetUtcNow() ? TenantErrors.BearerRefused(Options.ExpiredBearerStatus)
        : new Outcome<AccountCaller>(
            200,
            new AccountCaller(
                access.Client.Id, access.Client.Owner, access.Scopes, access.Resource is { } resource ? [resource] : [])));

    /// <summary>Lets a caller in to the environment's classic API that sent a Bearer.</summary>
    internal Outcome<TenantCaller> Authenticate(string bearer, string? address = null)
    {
        var caller = Identify(bearer, address);
        return caller.Succeeded ? new Outcome<TenantCaller>(200, OfTenant(caller.Value!)) : caller.Error;
    }

    /// <summary>The ID behind a Bearer, whether it is still good or not; null for an unknown one.</summary>
    internal string? IdOf(string bearer) => Locked(() =>
        _platformTokens.BySecret(bearer)?.First.Id ?? _accessTokens.GetValueOrDefault(bearer)?.Client.Id);

    internal Outcome<PlatformTokenPage> List(AccountCaller caller, PlatformTokenQuery query) =>
        Locked(() => _platformTokens.List(caller, query));

    internal Outcome<PlatformToken> Create(AccountCaller caller, PlatformTokenCreation creation) =>
        Locked(() => _platformTokens.Create(caller, creation));

    internal Outcome SetActive(AccountCaller caller, string id, bool active) =>
        Locked(() => _platformTokens.SetActive(caller, id, active));

    internal Outcome SetExpiry(AccountCaller caller, string id, DateTimeOffset? expiry) =>
        Locked(() => _platformTokens.SetExpiry(caller, id, expiry));

    internal Outcome Delete(AccountCaller caller, string id) => Locked(() => _platformTokens.Delete(caller, id));

    // The shape of a JWT, and nothing in it: a client must not read it.
    private static string NextBearer() => string.Join(
        '.',
        "eyJhbGciOiJFUzI1NiJ9",
        RandomNumberGenerator.GetHexString(120, lowercase: true),
        RandomNumberGenerator.GetHexString(86, lowercase: true));

    private T Locked<T>(Func<T> act)
    {
        lock (_gate)
        {
            return act();
        }
    }

    private Outcome<AccountCaller> OfPlatformToken(PlatformTokenHistory history, string? address)
    {
        var now = _clock.GetUtcNow();
        if (history.FeltAt(now - Options.ChangeFeltAfter) is not { } token
            || (history.Since > DateTimeOffset.MinValue && now < history.Since + Options.UsableAfter))
        {
            return TenantErrors.BearerRefused(401);
        }

        if (!token.Active || token.IsExpired(now))
        {
            return TenantErrors.BearerRefused(token.IsExpired(now) ? 403 : Options.InactiveBearerStatus);
        }

        if (!token.Resources.Contains(EnvironmentUrn) && !token.Resources.Contains(Urn))
        {
            return TenantErrors.BearerRefused(401);
        }

        if (address is not null)
        {
            history.Use = new TokenUse(PlatformTokenStore.ToSeconds(now), address);
        }

        return new Outcome<AccountCaller>(
            200, new AccountCaller(token.Id, token.Owner, token.Scopes, token.Resources) { IsPlatformToken = true });
    }

    private TenantCaller OfTenant(AccountCaller caller) => new(
        caller.Id,
        Options.OwnerOfMadeTokens ?? caller.Owner,
        [.. caller.Scopes.Select(scope => ClassicScopes.GetValueOrDefault(scope)).OfType<string>()
            .Distinct(StringComparer.Ordinal)])
    {
        Bearer = true,
    };
}
