using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TokenRotation.Cmdlets.Connections;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Offers the environments that are connected: by ID, and by URL once the user types one.</summary>
internal sealed class EnvironmentCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = Completions.Unquoted(wordToComplete);
        return ConnectionTable.OfThisRunspace().Environments
            .SelectMany(environment => new[] { environment.EnvironmentId, environment.Environment }
                .Select(text => (Text: text, Tip: $"{environment.Environment} as {environment.CallerName}")))
            .Where(offer => Completions.StartsWith(offer.Text, word))
            .GroupBy(offer => offer.Text)
            .Select(offers => Completions.Offer(offers.Key, offers.First().Tip));
    }
}
