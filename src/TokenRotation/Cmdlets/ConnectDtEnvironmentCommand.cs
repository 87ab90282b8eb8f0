using System.Management.Automation;
using TokenRotation.Api.Connecting;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Fleets;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Connects this session to a Dynatrace environment, or to those of a fleet: one lookup proves the URL and the token. The
/// connection serves the other cmdlets until the session ends or Disconnect-DtEnvironment closes it.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "DtEnvironment", DefaultParameterSetName = WithProxy)]
[OutputType(typeof(DtEnvironment))]
public sealed class ConnectDtEnvironmentCommand : DtConnectCmdlet
{
    private const string WithProxy = "Proxy";
    private const string WithoutProxy = "NoProxy";
    private const string WithFleet = "Fleet";

    /// <summary>
    /// The environment's URL, as the browser shows it: SaaS (https://abc12345.live.dynatrace.com), Managed
    /// (https://host/e/ID) or an ActiveGate (https://host:9999/e/ID).
    /// </summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = WithProxy,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = WithoutProxy,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uri", "Url")]
    [ArgumentCompleter(typeof(KnownUrlCompleter))]
    [ValidateNotNullOrEmpty]
    public string Environment { get; set; } = string.Empty;

    /// <summary>
    /// A fleet file: environments and accounts, and where the managing credential of each lies. One that cannot be reached stops
    /// no other.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = WithFleet)]
    [ValidateNotNullOrEmpty]
    public string? FleetPath { get; set; }

    /// <summary>
    /// A share of the fleet, such as 3/10 for the third of ten; Auto takes it from the variables of the engine that runs this.
    /// Without it, all of the fleet.
    /// </summary>
    [Parameter(ParameterSetName = WithFleet)]
    [ValidateNotNullOrEmpty]
    public string? Shard { get; set; }

    /// <summary>
    /// The token to authenticate with, which needs apiTokens.read and apiTokens.write, or TenantTokenManagement; or a platform
    /// token with api-tokens:tokens:read and api-tokens:tokens:write. Without it, an entry and a client, the environment
    /// variables DT_API_TOKEN, DT_PLATFORM_TOKEN, and DT_CLIENT_ID with DT_CLIENT_SECRET are taken, in this order; without them,
    /// it is asked for.
    /// </summary>
    [Parameter(ParameterSetName = WithProxy, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = WithoutProxy, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public DtSecret? ApiToken { get; set; }

    /// <summary>The SecretManagement vault of -SecretName; without it, the default vault.</summary>
    [Parameter(ParameterSetName = WithProxy)]
    [Parameter(ParameterSetName = WithoutProxy)]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>The vault's entry that holds the token or the client's secret to authenticate with.</summary>
    [Parameter(ParameterSetName = WithProxy)]
    [Parameter(ParameterSetName = WithoutProxy)]
    [ArgumentCompleter(typeof(SecretNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>The ID of an OAuth client to authenticate with; it stands in the client's secret as well.</summary>
    [Parameter(ParameterSetName = WithProxy)]
    [Parameter(ParameterSetName = WithoutProxy)]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The secret of an OAuth client, which needs api-tokens:tokens:read and api-tokens:tokens:write.</summary>
    [Parameter(ParameterSetName = WithProxy)]
    [Parameter(ParameterSetName = WithoutProxy)]
    [ValidateNotNull]
    public DtSecret? ClientSecret { get; set; }

    /// <summary>The generation of the token API: V2, V1, or Auto to let the token's scopes decide.</summary>
    [Parameter]
    public ApiVersion ApiVersion { get; set; } = ApiVersion.Auto;

    /// <summary>The proxy to go through, instead of the one that HTTPS_PROXY names, or else the system.</summary>
    [Parameter(ParameterSetName = WithProxy)]
    [Parameter(ParameterSetName = WithFleet)]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>Name and password for the proxy.</summary>
    [Parameter(ParameterSetName = WithProxy)]
    [Parameter(ParameterSetName = WithFleet)]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Signs in to the proxy with the account that runs this session, which needs no password.</summary>
    [Parameter(ParameterSetName = WithProxy)]
    [Parameter(ParameterSetName = WithFleet)]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>Goes through no proxy, not even the environment variables' or the system's.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithoutProxy)]
    [Parameter(ParameterSetName = WithFleet)]
    public SwitchParameter NoProxy { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Calls.Serve(FleetPath ?? Environment, () =>
    {
        if (FleetPath is not null)
        {
            ConnectFleet(FleetPath);
            return;
        }

        var url = EnvironmentUrl.Parse(Environment);
        var given = new CredentialParameters(ApiToken, ClientId, ClientSecret, Vault, SecretName);
        if (given.Find(this, Calls, url.Text) is { } credential && Terms() is { } terms)
        {
            WriteObject(Connect(url, credential, terms));
        }
    });

    private void ConnectFleet(string path)
    {
        if (NoProxy && Proxy is not null)
        {
            WriteError(ErrorRecords.ParametersContradict(nameof(NoProxy), nameof(Proxy)));
            return;
        }

        if (ChosenShare.Read(this, path, Shard) is not { } share || Terms() is not { } terms)
        {
            return;
        }

        var entered = Entered(terms);
        var connector = new FleetConnector(Calls, new FleetCredentials(share.Folder, Calls.InvokeInSession), terms);
        if (share.Members.Any(member => member.IsAccount))
        {
            WriteVerbose(AccountTexts.NeverMetALiveAccount);
        }

        foreach (var (member, made, failure) in connector.Connect(share.Members))
        {
            if (made is null)
            {
                WriteError(ErrorRecords.For(failure!, member.Address));
                continue;
            }

            WriteObject(entered.Enter(made, member.Fleet));
        }
    }

    private ConnectionTerms? Terms() => TermsOf(
        new ProxyParameters(Proxy, ProxyCredential, ProxyUseDefaultCredentials, NoProxy), ApiVersion);
}
