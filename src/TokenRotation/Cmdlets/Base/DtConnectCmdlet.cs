using System.Collections.Concurrent;
using System.Management.Automation;
using TokenRotation.Api.Connecting;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Base;

/// <summary>A cmdlet that connects this session to something, with all that decides how.</summary>
public abstract class DtConnectCmdlet : PSCmdlet, IDisposable
{
    private ConcurrentQueue<string> _notes = new();

    /// <summary>A cmdlet that has not begun.</summary>
    protected DtConnectCmdlet() => Calls = new PipelineCalls(this, WriteNotes);

    /// <summary>Where the OAuth client fetches its access tokens, if that is not Dynatrace's own single sign-on.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? TokenUrl { get; set; }

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

    private protected PipelineCalls Calls { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what is under way.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Calls.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Calls.EndProgress();

    /// <inheritdoc/>
    protected override void StopProcessing() => Calls.Stop();

    /// <summary>Connects, and enters the connection into the session's table.</summary>
    private protected DtEnvironment Connect(EnvironmentUrl url, ApiToken credential, ConnectionTerms terms)
    {
        var entered = Entered(terms);
        var notes = _notes = new ConcurrentQueue<string>();
        var made = Calls.Await(url.Text, stopping => terms.ConnectAsync(url, credential, notes, stopping));
        return entered.Enter(made, null);
    }

    // A log that cannot be written is an error before anything is sent.
    private protected NewConnections Entered(ConnectionTerms terms)
    {
        var audit = GivenAuditLog.Open(SessionState, AuditLog, AuditLogRequired);
        if (SkipCertificateCheck)
        {
            WriteWarning(ConnectMessages.CertificatesNotChecked);
        }

        return new NewConnections(this, terms, audit);
    }

    // Null, and an error, if they contradict one another, or a certificate authority cannot be read.
    private protected ConnectionTerms? TermsOf(ProxyParameters proxy, ApiVersion version)
    {
        if (proxy.UseDefaultCredentials && proxy.Credential is not null)
        {
            WriteError(ErrorRecords.ParametersContradict("ProxyCredential", "ProxyUseDefaultCredentials"));
            return null;
        }

        if (GivenAuthorities.Read(this, CertificateAuthority) is not { } authorities)
        {
            return null;
        }

        var endpoint = TokenUrl is null ? Api.Connecting.TokenUrl.Default : Api.Connecting.TokenUrl.Check(TokenUrl);
        return new ConnectionTerms(
            (url, credential) => new ConnectionOptions
            {
                Environment = url,
                Credential = credential,
                TokenEndpoint = endpoint,
                ApiVersion = version,
                Timeout = TimeSpan.FromSeconds(TimeoutSec),
                MaximumRetryCount = MaximumRetryCount,
                RetryInterval = TimeSpan.FromSeconds(RetryIntervalSec),
                Proxy = proxy.Proxy,
                ProxyCredential = proxy.Credential?.GetNetworkCredential(),
                UseDefaultProxyCredentials = proxy.UseDefaultCredentials,
                NoProxy = proxy.NoProxy,
                CertificateAuthority = authorities,
                SkipCertificateCheck = SkipCertificateCheck,
            },
            SettlingTimeSec,
            version == ApiVersion.Auto);
    }

    private void WriteNotes()
    {
        while (_notes.TryDequeue(out var note))
        {
            WriteVerbose(note);
        }
    }
}
