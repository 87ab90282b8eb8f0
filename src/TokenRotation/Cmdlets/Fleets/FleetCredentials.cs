using TokenRotation.Cmdlets.Stores;
using TokenRotation.Secrets;
using TokenRotation.Specs.Fleets;

namespace TokenRotation.Cmdlets.Fleets;

/// <summary>Fetches managing credentials from where a fleet file says that they lie.</summary>
/// <param name="folder">The fleet file's folder, which paths in it are relative to.</param>
/// <param name="session">Runs script in the caller's session: vaults are reached by it.</param>
internal sealed class FleetCredentials(string folder, SessionScript session)
{
    /// <summary>The credential of an environment.</summary>
    /// <exception cref="FleetCredentialException">There is none.</exception>
    /// <exception cref="ApiTokenFormatException">What lies there is no token.</exception>
    /// <exception cref="SecretStoreException">The vault cannot be read.</exception>
    public async Task<ApiToken> FetchAsync(FleetCredential place, string id, CancellationToken stopping) => place switch
    {
        FleetCredential.VaultEntry entry =>
            await FromVaultAsync(entry.Vault, entry.For(id), stopping).ConfigureAwait(false),
        FleetCredential.Variable variable => FromVariable(variable.For(id)),
        FleetCredential.MountedFile file => FromFile(Path.GetFullPath(Path.Combine(folder, file.For(id)))),
        _ => throw new InvalidOperationException(place.GetType().Name),
    };

    private async Task<ApiToken> FromVaultAsync(string vault, string entry, CancellationToken stopping) =>
        await new SecretManagementStore(vault, session).ReadAsync(entry, stopping).ConfigureAwait(false) is { } found
            ? found.Token
            : throw new FleetCredentialException(FleetMessages.EntryMissing(vault, entry));

    private static ApiToken FromVariable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? ApiToken.Parse(value)
        : throw new FleetCredentialException(FleetMessages.VariableNotSet(name));

    private static ApiToken FromFile(string path)
    {
        try
        {
            var text = File.ReadAllText(path).Trim();
            return text.Length > 0 ? ApiToken.Parse(text) : throw new FleetCredentialException(FleetMessages.FileEmpty(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new FleetCredentialException(FleetMessages.FileUnreadable(path, failure.Message), failure);
        }
    }
}
