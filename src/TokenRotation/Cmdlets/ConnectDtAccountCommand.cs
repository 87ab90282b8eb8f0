using System.Management.Automation;
using TokenRotation.Api.Accounts;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Connects this session to a Dynatrace account, which has the platform tokens: one list proves the account and the OAuth
/// client. The connection serves the cmdlets that know platform tokens, beside those to environments.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "DtAccount", DefaultParameterSetName = WithProxy)]
[OutputType(typeof(DtEnvironment))]
public sealed class ConnectDtAccountCommand : DtConnectCmdlet
{
    private const string WithProxy = "Proxy";
    private const string WithoutProxy = "NoProxy";

    /// <summary>The account's UUID, as Account Management shows it in the browser's address bar, or its URN.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string AccountUuid { get; set; } = string.Empty;

    /// <summary>The ID of the OAuth client; it stands in the client's secret as well.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>
    /// The secret of an OAuth client of the account, which needs platform-token:tokens:manage, or platform-token:tokens:write
    /// for tokens of its own. Without it and an entry, the environment variables DT_CLIENT_ID and DT_CLIENT_SECRET are taken;
    /// without them, it is asked for.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public DtSecret? ClientSecret { get; set; }

    /// <summary>The SecretManagement vault of -SecretName; without it, the default vault.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>The vault's entry that holds the client's secret.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SecretNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>Where the account's API is, if that is not https://api.dynatrace.com: a gateway, or a sandbox.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? AccountUrl { get; set; }

    /// <summary>The proxy to go through, instead of the one that HTTPS_PROXY names, or else the system.</summary>
    [Parameter(ParameterSetName = WithProxy)]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>Name and password for the proxy.</summary>
    [Parameter(ParameterSetName = WithProxy)]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Signs in to the proxy with the account that runs this session, which needs no password.</summary>
    [Parameter(ParameterSetName = WithProxy)]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>Goes through no proxy, not even the environment variables' or the system's.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithoutProxy)]
    public SwitchParameter NoProxy { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Calls.Serve(AccountUuid, () =>
    {
        var account = AccountAddress.Parse(AccountUuid, AccountUrl);
        var given = new CredentialParameters(null, ClientId, ClientSecret, Vault, SecretName) { OfClientOnly = true };
        if (given.Find(this, Calls, account.Urn) is { } client && Terms(account) is { } terms)
        {
            WriteVerbose(AccountTexts.NeverMetALiveAccount);
            WriteObject(Connect(account.Server, client, terms));
        }
    });

    private ConnectionTerms? Terms(AccountAddress account)
    {
        var proxy = new ProxyParameters(Proxy, ProxyCredential, ProxyUseDefaultCredentials, NoProxy);
        return TermsOf(proxy, ApiVersion.Auto) is not { } terms
            ? null
            : terms with { Pattern = (url, client) => terms.Pattern(url, client) with { Account = account } };
    }
}
