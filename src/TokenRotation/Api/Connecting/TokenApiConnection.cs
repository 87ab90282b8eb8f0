using System.Net;
using TokenRotation.Api.Accounts;
using TokenRotation.Http;

namespace TokenRotation.Api.Connecting;

/// <summary>An open connection to an environment or an account: its token API, and who is calling.</summary>
internal sealed class TokenApiConnection : IDisposable
{
    private readonly TokenTransport _transport;

    private TokenApiConnection(TokenTransport transport, DiscoveredCaller found, AccountAddress? account = null)
    {
        _transport = transport;
        Id = account?.Uuid ?? transport.Environment.Id;
        (Api, Caller, LacksV2) = found;
    }

    public EnvironmentUrl Environment => _transport.Environment;

    /// <summary>The ID of the environment, or the account's UUID.</summary>
    public string Id { get; }

    public ITokenApi Api { get; }

    /// <summary>Who makes the calls: the token as the environment describes it, or what is known of a Bearer.</summary>
    public DtToken Caller { get; }

    /// <summary>True where API v1 is spoken because the environment has no other.</summary>
    public bool LacksV2 { get; }

    /// <summary>Where the token that authenticates was made for this connection; null for one that was given.</summary>
    public ManagingTokens? Minted { get; private init; }

    /// <summary>Checks the address and the credential: with one lookup of a token by itself, with a list for a Bearer.</summary>
    /// <exception cref="UnsupportedCredentialException">The credential is no API token; nothing was sent.</exception>
    /// <exception cref="TokenApiException">The environment cannot be reached, or does not accept the credential.</exception>
    public static async Task<TokenApiConnection> ConnectAsync(ConnectionOptions options, CancellationToken cancellationToken)
    {
        var credential = options.Credential;
        var isBearer = credential.Kind is ApiTokenKind.Platform or ApiTokenKind.OAuth;
        if (credential.Kind == ApiTokenKind.ActiveGate || (isBearer && options.ApiVersion == ApiVersion.V1))
        {
            throw new UnsupportedCredentialException(
                ApiMessages.WrongKind(credential.Kind, credential.ToString()), credential.Kind);
        }

        if (options.Account is not null && credential.Kind != ApiTokenKind.OAuth)
        {
            throw new UnsupportedCredentialException(AccountMessages.NoClient(credential), credential.Kind);
        }

        var transport = new TokenTransport(
            options.Environment,
            HandlerFor(options),
            options.TimeProvider,
            credential.Kind == ApiTokenKind.OAuth ? credential : null,
            options.TokenEndpoint,
            options.Account?.Urn);
        try
        {
            if (options.Account is { } account)
            {
                var found = await new AccountDiscovery(transport, credential, account)
                    .FindAsync(cancellationToken)
                    .ConfigureAwait(false);
                return new TokenApiConnection(transport, found, account);
            }

            if (isBearer)
            {
                var (bearerApi, bearer) = await new BearerDiscovery(transport, credential)
                    .FindAsync(cancellationToken)
                    .ConfigureAwait(false);
                return new TokenApiConnection(transport, new DiscoveredCaller(bearerApi, bearer));
            }

            var minted = options.MintFor is null ? null : new ManagingTokens(transport, credential);
            var own = minted is null
                ? credential
                : await minted.MakeAsync(options.MintFor!.Value, cancellationToken).ConfigureAwait(false);
            var caller = new CallerDiscovery(transport, own, options.MaximumConcurrency);
            return new TokenApiConnection(
                transport, await caller.FindAsync(options.ApiVersion, cancellationToken).ConfigureAwait(false))
            {
                Minted = minted,
            };
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    public void Dispose() => _transport.Dispose();

    private static ResilientHandler HandlerFor(ConnectionOptions options)
    {
        var log = options.Log;
        return new ResilientHandler(
            new RetryOptions
            {
                MaximumRetryCount = options.MaximumRetryCount,
                RetryInterval = options.RetryInterval,
                Timeout = options.Timeout,
                TimeProvider = options.TimeProvider,
                AttemptEnded = log is null ? null : attempt => log(attempt.ToString()),
            },
            options.HttpMessageHandler ?? PrimaryHandler.Create(new PrimaryHandlerOptions
            {
                Server = new Uri(options.Environment.Text),
                Proxy = ProxyFor(options),
                UseProxy = !options.NoProxy,
                UseDefaultProxyCredentials = options.UseDefaultProxyCredentials,
                CertificateAuthority = options.CertificateAuthority,
                SkipCertificateCheck = options.SkipCertificateCheck,
            }));
    }

    /// <summary>The proxy with what signs in to it; null for the system's, or none.</summary>
    internal static IWebProxy? ProxyFor(ConnectionOptions options)
    {
        var account = options.UseDefaultProxyCredentials ? CredentialCache.DefaultCredentials : null;
        if (options.Proxy is null)
        {
            var named = EnvironmentProxy.From(options.EnvironmentVariable);
            if (named is not null)
            {
                named.Credentials ??= account;
            }

            return named;
        }

        var address = ProxyAddress.Of(options.Proxy);
        return new WebProxy(address.Uri) { Credentials = options.ProxyCredential ?? address.Credentials ?? account };
    }
}
