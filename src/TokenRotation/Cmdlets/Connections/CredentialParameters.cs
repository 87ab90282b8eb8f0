using System.Management.Automation;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>The parameters that say what a connection authenticates with; null for those that were not given.</summary>
internal sealed record CredentialParameters(
    DtSecret? ApiToken, string? ClientId, DtSecret? ClientSecret, string? Vault, string? SecretName)
{
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

    /// <summary>The credential of the parameters, else that of an environment variable; null if there is none.</summary>
    /// <exception cref="ApiTokenFormatException">What was given is no token, or not this client's secret.</exception>
    public ApiToken? Read() => GivenCredential.Read(ApiToken?.ToSecureString(), ClientId, ClientSecret?.ToSecureString());

    /// <summary>The credential that an entry of a vault holds.</summary>
    /// <exception cref="SecretStoreException">There is no such entry.</exception>
    /// <exception cref="ApiTokenFormatException">It is not this client's secret.</exception>
    public ApiToken Of(ISecretStore store, StoredSecret? kept) => kept is null
        ? throw new SecretStoreException(StoreMessages.NoEntry(store.Name, SecretName!))
        : GivenCredential.Check(kept.Token, ClientId);

    private static ErrorRecord Both(string first, string second) => ErrorRecords.ParametersContradict(first, second);
}
