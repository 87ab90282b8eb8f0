using System.Collections;
using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>
/// A vault that is registered with the module Microsoft.PowerShell.SecretManagement, reached by that module's commands in the
/// caller's session.
/// </summary>
/// <remarks>
/// The metadata are written by a call of their own, Set-SecretInfo: where a vault takes none, Set-Secret -Metadata removes the
/// secret that it has just written, and with it the one that stood there before (ExtensionVaultModule.InvokeSetSecret in
/// SecretManagement 1.1). A read goes by Get-Secret, which takes no wildcards; Get-SecretInfo, which does, and which lists the
/// whole of some vaults, only tells a missing entry from a failure.
/// </remarks>
internal sealed class SecretManagementStore(string vault, SessionScript session) : ISecretStore
{
    /// <summary>The module that reaches the vaults.</summary>
    public const string Module = "Microsoft.PowerShell.SecretManagement";
    private const string TokenIdKey = "TokenId";

    private const string GetSecret =
        $@"param($Vault, $Name) {Module}\Get-Secret -Vault $Vault -Name $Name -ErrorAction Stop";

    private const string GetSecretInfo =
        $@"param($Vault, $Name) {Module}\Get-SecretInfo -Vault $Vault -Name $Name -ErrorAction Stop";

    private const string ListSecrets =
        $@"param($Vault) foreach ($entry in {Module}\Get-SecretInfo -Vault $Vault -ErrorAction Stop) {{ $entry.Name }}";

    private const string SetSecret =
        $@"param($Vault, $Name, $Secret) {Module}\Set-Secret -Vault $Vault -Name $Name -SecureStringSecret $Secret "
        + "-WhatIf:$false -Confirm:$false -ErrorAction Stop";

    private const string SetCredential =
        $@"param($Vault, $Name, $Secret) {Module}\Set-Secret -Vault $Vault -Name $Name -Secret $Secret "
        + "-WhatIf:$false -Confirm:$false -ErrorAction Stop";

    private const string SetSecretInfo =
        $@"param($Vault, $Name, $Metadata) {Module}\Set-SecretInfo -Vault $Vault -Name $Name -Metadata $Metadata "
        + "-WhatIf:$false -Confirm:$false -ErrorAction Stop";

    private const string RemoveSecret =
        $@"param($Vault, $Name) {Module}\Remove-Secret -Vault $Vault -Name $Name "
        + "-WhatIf:$false -Confirm:$false -ErrorAction Stop";

    private readonly SecretsSeen _seen = new();

    // What an entry's consumers read as a credential stays one.
    private readonly ConcurrentDictionary<string, string> _userNames = new(StringComparer.OrdinalIgnoreCase);

    private volatile bool _takesMetadata = true;

    public string Name => StoreMessages.Vault(vault);

    public EntryRemoval Removal => EntryRemoval.Always;

    public async Task<StoredSecret?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Collection<PSObject> found;
        try
        {
            found = await session(GetSecret, vault, name).ConfigureAwait(false);
        }
        catch (Exception failure) when (StoreFailures.Explains(failure))
        {
            if (IdOf(failure) != "GetSecretNotFound" && await Holds(name, failure).ConfigureAwait(false))
            {
                throw Failed("read", name, failure);
            }

            return null;
        }

        if (found.Count == 0)
        {
            return null;
        }

        var token = TokenSecrets.Parse(found, Name, name);
        _seen.Add(token);
        if (found[0]?.BaseObject is PSCredential { UserName: { Length: > 0 } userName })
        {
            _userNames[name] = userName;
        }

        return new StoredSecret(token, token.Id ?? await TokenIdOf(name).ConfigureAwait(false));
    }

    public async Task WriteAsync(string name, ApiToken token, string tokenId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _seen.Add(token);
        var metadata = await MetadataOf(name).ConfigureAwait(false);
        try
        {
            var secret = token.ToSecureString();
            await (_userNames.TryGetValue(name, out var userName)
                ? session(SetCredential, vault, name, new PSCredential(userName, secret))
                : session(SetSecret, vault, name, secret)).ConfigureAwait(false);
        }
        catch (Exception failure) when (StoreFailures.Explains(failure))
        {
            throw Failed("write", name, failure);
        }

        metadata[TokenIdKey] = tokenId;
        await WriteMetadata(name, metadata).ConfigureAwait(false);
    }

    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await session(RemoveSecret, vault, name).ConfigureAwait(false);
        }
        catch (Exception failure) when (StoreFailures.Explains(failure))
        {
            // Vaults report a missing entry each in its own words.
            if (await Holds(name, failure).ConfigureAwait(false))
            {
                throw Failed("remove", name, failure);
            }
        }
    }

    public async Task<IReadOnlyCollection<string>?> ListAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var names = await session(ListSecrets, vault).ConfigureAwait(false);
            return names.Select(name => name?.BaseObject).OfType<string>().ToList();
        }
        catch (Exception failure) when (StoreFailures.Explains(failure))
        {
            // Who may read and write a vault need not be allowed to list it.
            return null;
        }
    }

    /// <summary>
    /// True if the vault says that it has the entry. It must be able to say so: else what failed before has failed.
    /// </summary>
    private async Task<bool> Holds(string name, Exception before)
    {
        if (NeedsUser(before))
        {
            return true;
        }

        try
        {
            return await Find(name).ConfigureAwait(false) is not null;
        }
        catch (Exception failure) when (StoreFailures.Explains(failure))
        {
            return true;
        }
    }

    private async Task<PSObject?> Find(string name)
    {
        var found = await session(GetSecretInfo, vault, WildcardPattern.Escape(name)).ConfigureAwait(false);
        return found.FirstOrDefault(
            info => string.Equals(info?.Properties["Name"]?.Value as string, name, StringComparison.OrdinalIgnoreCase));
    }

    private async Task<string?> TokenIdOf(string name) => (await MetadataOf(name).ConfigureAwait(false))[TokenIdKey] as string;

    // Set-Secret clears the metadata of an entry, and its owner may have noted something there.
    private async Task<Hashtable> MetadataOf(string name)
    {
        var metadata = new Hashtable(StringComparer.OrdinalIgnoreCase);
        if (!_takesMetadata)
        {
            return metadata;
        }

        try
        {
            var info = await Find(name).ConfigureAwait(false);
            foreach (var entry in (info?.Properties["Metadata"]?.Value as IEnumerable<KeyValuePair<string, object>>) ?? [])
            {
                metadata[entry.Key] = entry.Value;
            }
        }
        catch (Exception failure) when (StoreFailures.Explains(failure))
        {
            throw Failed("look up", name, failure);
        }

        return metadata;
    }

    // The secret is stored by now, and tells its own ID: metadata that are refused are no failure.
    private async Task WriteMetadata(string name, Hashtable metadata)
    {
        if (!_takesMetadata)
        {
            return;
        }

        try
        {
            await session(SetSecretInfo, vault, name, metadata).ConfigureAwait(false);
        }
        catch (Exception failure) when (StoreFailures.Explains(failure))
        {
            if (failure is CommandNotFoundException || IdOf(failure) == "SetSecretMetadataCommandNotSupported")
            {
                _takesMetadata = false;
            }
        }
    }

    private SecretStoreException Failed(string action, string name, Exception failure)
    {
        if (failure is CommandNotFoundException)
        {
            return new SecretStoreException(StoreMessages.ModuleMissing(Module));
        }

        if (IdOf(failure) == "GetSecretVaultNotFound")
        {
            return new SecretStoreException(StoreMessages.VaultUnknown(vault));
        }

        return new SecretStoreException(NeedsUser(failure)
            ? StoreMessages.Locked(vault)
            : StoreMessages.StoreFailed(Name, action, name, StoreFailures.Reason(failure, _seen)));
    }

    // The exception's class is SecretManagement's, which this module does not refer to.
    private static bool NeedsUser(Exception failure) =>
        StoreFailures.Chain(failure).Any(cause => cause is HostException || cause.GetType().Name == "PasswordRequiredException");

    // The command's name follows the ID.
    private static string? IdOf(Exception failure) =>
        (failure as IContainsErrorRecord)?.ErrorRecord?.FullyQualifiedErrorId?.Split(',')[0];
}
