using System.Management.Automation;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>The vaults that are registered with SecretManagement in the caller's session.</summary>
internal static class Vaults
{
    private const string Default =
        $"{SecretManagementStore.Module}\\Get-SecretVault -ErrorAction Stop | Where-Object IsDefault | ForEach-Object Name";

    /// <summary>
    /// The vault that is meant where none is named. Its name is needed, and not only its place: a rotation notes in which vault
    /// a secret is. Called on the pipeline's thread.
    /// </summary>
    /// <exception cref="SecretStoreException">There is none, or no SecretManagement.</exception>
    public static string DefaultOf(PSCmdlet cmdlet)
    {
        try
        {
            var found = new SessionErrors(cmdlet.SessionState).Without(() => cmdlet.InvokeCommand.InvokeScript(Default));
            return found.FirstOrDefault()?.BaseObject as string
                ?? throw new SecretStoreException(StoreMessages.NoDefaultVault);
        }
        catch (CommandNotFoundException)
        {
            throw new SecretStoreException(StoreMessages.ModuleMissing(SecretManagementStore.Module));
        }
        catch (RuntimeException failure) when (StoreFailures.Explains(failure))
        {
            throw new SecretStoreException(StoreMessages.VaultsNotListed(StoreFailures.Reason(failure, new SecretsSeen())));
        }
    }
}
