using System.Net;
using System.Security.Cryptography.X509Certificates;
using TokenRotation.Api.Accounts;
using TokenRotation.Secrets;

namespace TokenRotation.Api.Connecting;

/// <summary>Where and how to connect, and as whom.</summary>
internal sealed record ConnectionOptions
{
    public required EnvironmentUrl Environment { get; init; }

    /// <summary>The account that is meant, whose server is <see cref="Environment"/>; null for an environment.</summary>
    public AccountAddress? Account { get; init; }

    /// <summary>
    /// The token that authenticates the calls. The connection keeps it and does not dispose it. A platform token, or an OAuth
    /// client's secret, makes it a Bearer.
    /// </summary>
    public required ApiToken Credential { get; init; }

    /// <summary>
    /// Given: the credential is a Managed cluster's, and the calls are made with a managing token of the environment that lives
    /// this long.
    /// </summary>
    public TimeSpan? MintFor { get; init; }

    /// <summary>Where an OAuth client fetches its access tokens.</summary>
    public Uri TokenEndpoint { get; init; } = TokenUrl.Default;

    public ApiVersion ApiVersion { get; init; }

    /// <summary>How long one attempt may take, its body included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    public int MaximumRetryCount { get; init; } = 5;

    /// <summary>The wait before the first retry where the server names none; it doubles from then on.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The proxy, with name and password or without; null for the environment variables', else the system's.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Gives the value of an environment variable, and null for one that is not set.</summary>
    public Func<string, string?> EnvironmentVariable { get; init; } = System.Environment.GetEnvironmentVariable;

    public ICredentials? ProxyCredential { get; init; }

    /// <summary>True to sign in to the proxy with the account that runs this process.</summary>
    public bool UseDefaultProxyCredentials { get; init; }

    /// <summary>True to use no proxy at all.</summary>
    public bool NoProxy { get; init; }

    /// <summary>Authorities to trust beside the system's.</summary>
    public X509Certificate2Collection? CertificateAuthority { get; init; }

    /// <summary>True to accept any certificate.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>How many tokens API v1 reads at a time: its list holds names only.</summary>
    public int MaximumConcurrency { get; init; } = 5;

    /// <summary>Stands in for the network; the connection owns it. Null for the network.</summary>
    public HttpMessageHandler? HttpMessageHandler { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Told of every attempt when it has ended. Called on any thread.</summary>
    public Action<string>? Log { get; init; }
}
