using System.Collections.Concurrent;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenRotation.Api.Connecting;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Connects this session to a Dynatrace environment: one lookup proves the URL and the token. The connection serves the other
/// cmdlets until the session ends or Disconnect-DtEnvironment closes it.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "DtEnvironment", DefaultParameterSetName = WithProxy)]
[OutputType(typeof(DtEnvironment))]
public sealed class ConnectDtEnvironmentCommand : PSCmdlet, IDisposable
{
    private const string WithProxy = "Proxy";
    private const string WithoutProxy = "NoProxy";

    private readonly PipelineCalls _calls;
    private ConcurrentQueue<string> _notes = new();

    /// <summary>A cmdlet that has not begun.</summary>
    public ConnectDtEnvironmentCommand() => _calls = new PipelineCalls(this, WriteNotes);

    /// <summary>
    /// The environment's URL, as the browser shows it: SaaS (https://abc12345.live.dynatrace.com), Managed
    /// (https://host/e/ID) or an ActiveGate (https://host:9999/e/ID).
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uri", "Url")]
    [ValidateNotNullOrEmpty]
    public string Environment { get; set; } = string.Empty;

    /// <summary>
    /// The token to authenticate with, which needs apiTokens.read and apiTokens.write, or TenantTokenManagement; or a platform
    /// token with api-tokens:tokens:read and api-tokens:tokens:write. Without it and without a client the environment variables
    /// DT_API_TOKEN, DT_PLATFORM_TOKEN, and DT_CLIENT_ID with DT_CLIENT_SECRET are taken, in this order; without them, it is
    /// asked for.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public DtSecret? ApiToken { get; set; }

    /// <summary>The ID of an OAuth client to authenticate with; it stands in the client's secret as well.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The secret of an OAuth client, which needs api-tokens:tokens:read and api-tokens:tokens:write.</summary>
    [Parameter]
    [ValidateNotNull]
    public DtSecret? ClientSecret { get; set; }

    /// <summary>Where the OAuth client fetches its access tokens, if that is not Dynatrace's own single sign-on.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? TokenUrl { get; set; }

    /// <summary>The generation of the token API: V2, V1, or Auto to let the token's scopes decide.</summary>
    [Parameter]
    public ApiVersion ApiVersion { get; set; } = ApiVersion.Auto;

    /// <summary>The proxy to go through, instead of the one that HTTPS_PROXY names, or else the system.</summary>
    [Parameter(ParameterSetName = WithProxy)]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>Name and password for the proxy.</summary>
    [Parameter(ParameterSetName = WithProxy)]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Goes through no proxy, not even the environment variables' or the system's.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithoutProxy)]
    public SwitchParameter NoProxy { get; set; }

    /// <summary>
    /// Certificate authorities to trust beside the system's: files (PEM or DER), certificates, or paths of certificate stores,
    /// such as Cert:\CurrentUser\Root\THUMBPRINT.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[] CertificateAuthority { get; set; } = [];

    /// <summary>Does not check the server's certificate. Whoever stands between reads the tokens.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>How many seconds one attempt of a request may take.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 60;

    /// <summary>How often a request that is safe to repeat is repeated.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = 5;

    /// <summary>
    /// The first wait before a repetition, in seconds, if the server names none; it doubles from one to the next.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 60)]
    public int RetryIntervalSec { get; set; } = 1;

    /// <summary>
    /// How many seconds it may take until every node of the environment knows a change. 30 if not given; none on this machine.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 3600)]
    public int? SettlingTimeSec { get; set; }

    /// <summary>A file in which every change through this connection is noted, one line of JSON each; no secrets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AuditLog { get; set; }

    /// <summary>Nothing new is begun while -AuditLog cannot be written; only revocations never wait for it.</summary>
    [Parameter]
    public SwitchParameter AuditLogRequired { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _calls.Serve(Environment, () =>
        {
            var url = EnvironmentUrl.Parse(Environment);
            if (Credential(url) is { } credential && Authorities() is { } authorities)
            {
                Connect(url, credential, authorities, AuditLog is null
                    ? null
                    : Audit.AuditLog.Open(AuditFile(AuditLog), AuditLogRequired));
            }
        });
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _calls.EndProgress();

    /// <inheritdoc/>
    protected override void StopProcessing() => _calls.Stop();

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

    private void WriteNotes()
    {
        while (_notes.TryDequeue(out var note))
        {
            WriteVerbose(note);
        }
    }

    private void Connect(EnvironmentUrl url, ApiToken credential, X509Certificate2Collection authorities, AuditLog? audit)
    {
        if (SkipCertificateCheck)
        {
            WriteWarning(CmdletMessages.CertificatesNotChecked);
        }

        var notes = new ConcurrentQueue<string>();
        _notes = notes;
        var options = new ConnectionOptions
        {
            Environment = url,
            Credential = credential,
            TokenEndpoint = TokenUrl is null ? Api.Connecting.TokenUrl.Default : Api.Connecting.TokenUrl.Check(TokenUrl),
            ApiVersion = ApiVersion,
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
            MaximumRetryCount = MaximumRetryCount,
            RetryInterval = TimeSpan.FromSeconds(RetryIntervalSec),
            Proxy = Proxy,
            ProxyCredential = ProxyCredential?.GetNetworkCredential(),
            NoProxy = NoProxy,
            CertificateAuthority = authorities,
            SkipCertificateCheck = SkipCertificateCheck,
            Log = notes.Enqueue,
        };
        var connected = _calls.Await(url.Text, stopping => TokenApiConnection.ConnectAsync(options, stopping));
        var environment = new DtEnvironment(new Connection(connected.Api, connected.Caller, url.Id, notes, audit, connected)
        {
            SettlingTime = Connection.SettlingTimeOf(url, SettlingTimeSec),
        });
        TellReplaced(ConnectionTable.OfThisRunspace().Add(environment), environment.Connection);
        var isAuto = ApiVersion == ApiVersion.Auto;
        foreach (var warning in ConnectionWarnings.Of(environment.Connection, isAuto, connected.LacksV2))
        {
            WriteWarning(warning);
        }

        WriteObject(environment);
    }

    private void TellReplaced(Connection? earlier, Connection connection)
    {
        if (earlier is null)
        {
            return;
        }

        if (earlier.Caller.Id == connection.Caller.Id)
        {
            WriteVerbose(CmdletMessages.ConnectionRenewed(connection.Api.Environment));
        }
        else
        {
            WriteWarning(CmdletMessages.ConnectionReplaced(earlier.Caller, connection.Caller));
        }
    }

    private string AuditFile(string path)
    {
        try
        {
            var file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem" ? file : throw new AuditLogException(AuditMessages.NotAFile(path));
        }
        catch (Exception failure) when (failure is SessionStateException or ProviderInvocationException)
        {
            throw new AuditLogException(AuditMessages.NotWritable(path, failure.Message), failure);
        }
    }

    private ApiToken? Credential(EnvironmentUrl url)
    {
        var client = ClientSecret is not null ? nameof(ClientSecret) : ClientId is not null ? nameof(ClientId) : null;
        if (client is not null && ApiToken is not null)
        {
            WriteError(ErrorRecords.ParametersContradict(nameof(ApiToken), client));
            return null;
        }

        if (GivenCredential.Read(ApiToken?.ToSecureString(), ClientId, ClientSecret?.ToSecureString()) is { } credential)
        {
            return credential;
        }

        if (client is not null)
        {
            WriteError(ErrorRecords.ParameterMissing(nameof(ClientId), nameof(ClientSecret)));
            return null;
        }

        if (SecretPrompt.Ask(Host, CmdletMessages.PromptForToken) is { } typed)
        {
            return Secrets.ApiToken.Parse(typed);
        }

        WriteError(ErrorRecords.CredentialMissing(url.Text));
        return null;
    }

    private X509Certificate2Collection? Authorities()
    {
        var authorities = new X509Certificate2Collection();
        foreach (var given in CertificateAuthority)
        {
            if (given is X509Certificate2 certificate)
            {
                authorities.Add(certificate);
                continue;
            }

            var store = CertificateStorePath.Read(given.ToString()!);
            var path = store is null ? GetUnresolvedProviderPathFromPSPath(given.ToString()) : given.ToString()!;
            try
            {
                authorities.AddRange(store is null ? CertificateFile.Read(path) : store.Certificates());
            }
            catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
            {
                WriteError(ErrorRecords.CertificateUnreadable(path, failure.Message));
                return null;
            }
        }

        return authorities;
    }
}
