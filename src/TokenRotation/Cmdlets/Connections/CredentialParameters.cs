using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>The parameters that say what a connection authenticates with; null for those that were not given.</summary>
internal sealed record CredentialParameters(
    DtSecret? ApiToken, string? ClientId, DtSecret? ClientSecret, string? Vault, string? SecretName)
{
    /// <summary>Only an OAuth client will do.</summary>
    public bool OfClientOnly { get; init; }

    /// <summary>What is wrong with them taken together; null if nothing is.</summary>
    public ErrorRecord? Contradiction() => this switch
    {
        { ApiToken: not null, ClientSecret: not null } => Both(nameof(ApiToken), nameof(ClientSecret)),
        { ApiToken: not null, ClientId: not null } => Both(nameof(ApiToken), nameof(ClientId)),
        { SecretName: not null, ApiToken: not null } => Both(nameof(SecretName), nameof(ApiToken)),
        { SecretName: not null, ClientSecret: not null } => Both(nameof(SecretName), nameof(ClientSecret)),
        { Vault: not null, SecretName: null } => ErrorRecords.ParameterMissing(nameof(Vault), nameof(SecretName)),
        { ClientId: not null, ClientSecret: null, SecretName: null } when Read() is null =>
            ErrorRecords.ParameterMissing(nameof(ClientId), nameof(ClientSecret)),
        _ => null,
    };

    /// <summary>
    /// The credential: that of the parameters, of an entry of a vault or of an environment variable, else what the user types;
    /// null, and an error, where there is none.
    /// </summary>
    /// <exception cref="SecretStoreException">The vault does not give the entry.</exception>
    /// <exception cref="ApiTokenFormatException">What was given is no token, or not this client's secret.</exception>
    public ApiToken? Find(PSCmdlet cmdlet, PipelineCalls calls, string target)
    {
        if (Contradiction() is { } contradiction)
        {
            cmdlet.WriteError(contradiction);
            return null;
        }

        if (SecretName is { } entry)
        {
            var store = new SecretManagementStore(Vault ?? Vaults.DefaultOf(cmdlet), calls.InvokeInSession);
            return Of(store, calls.Await(entry, stopping => store.ReadAsync(entry, stopping)));
        }

        if (Read() is { } credential)
        {
            return credential;
        }

        var label = OfClientOnly ? AccountTexts.PromptForSecret : CmdletMessages.PromptForToken;
        if (SecretPrompt.Ask(cmdlet.Host, label) is { } typed)
        {
            return Secrets.ApiToken.Parse(typed);
        }

        cmdlet.WriteError(
            OfClientOnly ? AccountErrorRecords.CredentialMissing(target) : ErrorRecords.CredentialMissing(target));
        return null;
    }

    private ApiToken? Read() => OfClientOnly
        ? GivenCredential.ReadClient(ClientId, ClientSecret?.ToSecureString())
        : GivenCredential.Read(ApiToken?.ToSecureString(), ClientId, ClientSecret?.ToSecureString());

    private ApiToken Of(SecretManagementStore store, StoredSecret? kept) => kept is null
        ? throw new SecretStoreException(StoreMessages.NoEntry(store.Name, SecretName!))
        : GivenCredential.Check(kept.Token, ClientId);

    private static ErrorRecord Both(string first, string second) => ErrorRecords.ParametersContradict(first, second);
}
