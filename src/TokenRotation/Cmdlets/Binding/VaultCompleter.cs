using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TokenRotation.Cmdlets.Base;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Offers the vaults that are registered with SecretManagement, if that is installed.</summary>
public sealed class VaultCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = Completions.Unquoted(wordToComplete);
        return Registered()
            .Where(vault => Completions.StartsWith(vault, word))
            .Select(vault => Completions.Offer(vault, CmdletMessages.RegisteredVault));
    }

    private static List<string> Registered()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        using var limit = new Timer(_ => shell.BeginStop(null, null), null, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            return
            [
                .. shell.AddCommand("Get-SecretVault").AddParameter("ErrorAction", ActionPreference.Ignore).Invoke()
                    .Select(vault => $"{vault.Properties["Name"]?.Value}")
                    .Where(name => name.Length > 0),
            ];
        }
        catch (RuntimeException)
        {
            // No such command, or no answer in time: there is nothing to offer.
            return [];
        }
    }
}
