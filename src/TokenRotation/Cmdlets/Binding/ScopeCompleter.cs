using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TokenRotation.Api;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Offers the scopes that a token can be granted, with Dynatrace's labels. What is typed may be part of either.</summary>
public sealed class ScopeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = Completions.Unquoted(wordToComplete);
        return ApiScopes.Grantable
            .Where(scope => Contains(scope.Name, word) || Contains(scope.Label, word))
            .OrderByDescending(scope => scope.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .ThenBy(scope => scope.Name, StringComparer.OrdinalIgnoreCase)
            .Select(scope => Completions.Offer(scope.Name, scope.Label));
    }

    private static bool Contains(string text, string word) => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
}
