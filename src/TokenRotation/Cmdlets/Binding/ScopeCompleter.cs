using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Cmdlets.Binding.Platform;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>
/// Offers the scopes that a new token can be given, with Dynatrace's labels; those of the platform where the command line is
/// about an account. What is typed may be part of either.
/// </summary>
internal class ScopeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = Completions.Unquoted(wordToComplete);
        var ofAccount = CompletedConnections.Of(fakeBoundParameters) is { Count: > 0 } connections
            && connections.TrueForAll(connection => connection.IsAccount);
        return (ofAccount ? PlatformScopes.All : Scopes())
            .Where(scope => Completions.Contains(scope.Name, word) || Completions.Contains(scope.Label, word))
            .OrderByDescending(scope => Completions.StartsWith(scope.Name, word))
            .ThenBy(scope => scope.Name, StringComparer.OrdinalIgnoreCase)
            .Select(scope => Completions.Offer(scope.Name, scope.Label));
    }

    private protected virtual IEnumerable<ApiScope> Scopes() => ApiScopes.Grantable;
}
