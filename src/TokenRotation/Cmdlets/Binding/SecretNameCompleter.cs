using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>
/// Offers the entries of the vault that the command line names, or else of the default one, where the vault can list them. What
/// a rotation keeps beside an entry is not offered.
/// </summary>
internal sealed class SecretNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = Completions.Unquoted(wordToComplete);
        return (FirstOf(fakeBoundParameters?["Vault"]) ?? DefaultVault()) is { } vault
            ? SessionQuery.Ask(shell => shell.AddCommand("Get-SecretInfo").AddParameter("Vault", vault))
                .Select(entry => $"{entry.Properties["Name"]?.Value}")
                .Where(name => name.Length > 0 && !SecretName.IsKeptBesideAnother(name) && Completions.StartsWith(name, word))
                .Select(name => Completions.Offer(name, $"An entry of the vault {vault}"))
            : [];
    }

    private static string? FirstOf(object? vaults) =>
        LanguagePrimitives.TryConvertTo<string[]>(vaults, out var names) ? names?.FirstOrDefault() : null;

    private static string? DefaultVault() => SessionQuery.Ask(shell => shell.AddCommand("Get-SecretVault"))
        .FirstOrDefault(vault => LanguagePrimitives.IsTrue(vault.Properties["IsDefault"]?.Value))
        ?.Properties["Name"]?.Value as string;
}
