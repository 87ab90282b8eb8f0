using System.Security.Cryptography;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Account;

/// <summary>
/// The account that the tenant belongs to: OAuth clients, their access tokens and platform tokens, none of which is a token
/// of the tenant. Safe for concurrent use.
/// </summary>
/// <param name="options">The account's switches.</param>
/// <param name="clock">Tells when what expires.</param>
/// <param name="seed">Makes IDs and secrets reproducible; null for random ones.</param>
public sealed class SandboxAccount(AccountOptions options, TimeProvider clock, int? seed = null)
{
    private static readonly Dictionary<string, string> ClassicScopes = new(StringComparer.Ordinal)
    {
        ["environment-api:api-tokens:read"] = TokenScopes.Read,
        ["api-tokens:tokens:read"] = TokenScopes.Read,
        ["environment-api:api-tokens:write"] = TokenScopes.Write,
        ["api-tokens:tokens:write"] = TokenScopes.Write,
    };

    private readonly Lock _gate = new();
    private readonly TokenText _text = new(seed);
    private readonly Dictionary<string, PlatformToken> _platformTokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OAuthClient> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AccessToken> _accessTokens = new(StringComparer.Ordinal);

    /// <summary>The account's switches.</summary>
    public AccountOptions Options { get; internal set; } = options;

    /// <summary>Makes a platform token.</summary>
    public PlatformToken AddPlatformToken(string owner, IReadOnlyList<string> scopes, DateTimeOffset? expires = null)
    {
        lock (_gate)
        {
            var (id, secret) = _text.NextOfAccount("dt0s16");
            return _platformTokens[secret] = new PlatformToken
            {
                Id = id,
                Token = secret,
                Owner = owner,
                Scopes = scopes,
                ExpirationDate = expires,
            };
        }
    }

    /// <summary>Makes an OAuth client.</summary>
    public OAuthClient AddClient(string owner, IReadOnlyList<string> scopes)
    {
        lock (_gate)
        {
            var (id, secret) = _text.NextOfAccount("dt0s02");
            return _clients[id] = new OAuthClient { Id = id, Secret = secret, Owner = owner, Scopes = scopes };
        }
    }

    /// <summary>An access token for a client; null where it is not the client, or asks for more than it may.</summary>
    internal (AccessToken? Token, string Error) Grant(string? clientId, string? secret, IReadOnlyList<string> scopes)
    {
        lock (_gate)
        {
            if (clientId is null || !_clients.TryGetValue(clientId, out var client) || client.Secret != secret)
            {
                return (null, "invalid_client");
            }

            if (scopes.Count == 0 || scopes.Except(client.Scopes, StringComparer.Ordinal).Any())
            {
                return (null, "invalid_scope");
            }

            var token = new AccessToken(NextBearer(), client, scopes, clock.GetUtcNow() + Options.AccessTokenLifetime);
            _accessTokens[token.Text] = token;
            return (token, string.Empty);
        }
    }

    /// <summary>Lets a caller in that sent a Bearer.</summary>
    internal Outcome<TenantCaller> Authenticate(string bearer)
    {
        lock (_gate)
        {
            if (_platformTokens.TryGetValue(bearer, out var platform))
            {
                return platform.ExpirationDate <= clock.GetUtcNow()
                    ? TenantErrors.BearerRefused(403)
                    : Caller(platform.Id, platform.Owner, platform.Scopes);
            }

            if (!_accessTokens.TryGetValue(bearer, out var access))
            {
                return TenantErrors.BearerRefused(401);
            }

            return access.ExpirationDate <= clock.GetUtcNow()
                ? TenantErrors.BearerRefused(Options.ExpiredBearerStatus)
                : Caller(access.Client.Id, access.Client.Owner, access.Scopes);
        }
    }

    /// <summary>The ID behind a Bearer, whether it is still good or not; null for an unknown one.</summary>
    internal string? IdOf(string bearer)
    {
        lock (_gate)
        {
            return _platformTokens.TryGetValue(bearer, out var platform) ? platform.Id
                : _accessTokens.TryGetValue(bearer, out var access) ? access.Client.Id
                : null;
        }
    }

    internal static IEnumerable<string> BearerScopesOf(string classic) =>
        ClassicScopes.Where(scope => scope.Value == classic).Select(scope => scope.Key);

    // The shape of a JWT, and nothing in it: a client must not read it.
    private static string NextBearer() => string.Join(
        '.',
        "eyJhbGciOiJFUzI1NiJ9",
        RandomNumberGenerator.GetHexString(120, lowercase: true),
        RandomNumberGenerator.GetHexString(86, lowercase: true));

    private Outcome<TenantCaller> Caller(string id, string owner, IReadOnlyList<string> scopes) => new(
        200,
        new TenantCaller(
            id,
            Options.OwnerOfMadeTokens ?? owner,
            [.. scopes.Select(scope => ClassicScopes.GetValueOrDefault(scope)).OfType<string>().Distinct(StringComparer.Ordinal)])
        {
            Bearer = true,
        });
}
