using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TokenRotation.Cmdlets.Connections;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Offers the URLs of the environments that this session is or was connected to.</summary>
internal sealed class KnownUrlCompleter : IArgumentCompleter
{
    private const string Tip = "An environment that this session is or was connected to";

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = Completions.Unquoted(wordToComplete);
        return ConnectionTable.OfThisRunspace().KnownUrls
            .Where(url => Completions.Contains(url, word))
            .Select(url => Completions.Offer(url, Tip));
    }
}
