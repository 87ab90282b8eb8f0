using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TokenRotation.Cmdlets.Connections;

namespace TokenRotation.Cmdlets.Binding.Platform;

/// <summary>Offers where a platform token may work: the accounts that are connected, and the environments beside them.</summary>
internal sealed class ResourceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = Completions.Unquoted(wordToComplete);
        return ConnectionTable.OfThisRunspace().Environments
            .Select(environment => (Urn: ResourceNames.UrnOf(environment.Environment), environment.Environment))
            .Where(offer => offer.Urn is not null && Completions.Contains(offer.Urn, word))
            .GroupBy(offer => offer.Urn)
            .Select(offers => Completions.Offer(offers.Key!, offers.First().Environment));
    }
}
