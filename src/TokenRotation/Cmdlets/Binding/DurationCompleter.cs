using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TokenRotation.Cmdlets.Base;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Offers common durations, and so shows how one is written.</summary>
internal class DurationCompleter : IArgumentCompleter
{
    private static readonly (string Text, string Tip)[] Common =
    [
        ("12h", CmdletMessages.TwelveHours),
        ("1d", CmdletMessages.OneDay),
        ("7d", CmdletMessages.OneWeek),
        ("14d", CmdletMessages.TwoWeeks),
        ("30d", CmdletMessages.OneMonth),
        ("90d", CmdletMessages.OneQuarter),
        ("365d", CmdletMessages.OneYear),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = Completions.Unquoted(wordToComplete);
        return Common
            .Select(offer => (Text: Written(offer.Text), offer.Tip))
            .Where(offer => Completions.StartsWith(offer.Text, word))
            .Select(offer => Completions.Offer(offer.Text, offer.Tip));
    }

    private protected virtual string Written(string duration) => duration;
}
