using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Stores;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Offers the vaults that are registered with SecretManagement, if that is installed.</summary>
internal sealed class VaultCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = Completions.Unquoted(wordToComplete);
        return SessionQuery.Ask(shell => shell.AddCommand("Get-SecretVault"))
            .Select(vault => $"{vault.Properties["Name"]?.Value}")
            .Where(name => name.Length > 0 && Completions.StartsWith(name, word))
            .Select(name => Completions.Offer(name, CmdletMessages.RegisteredVault));
    }
}
