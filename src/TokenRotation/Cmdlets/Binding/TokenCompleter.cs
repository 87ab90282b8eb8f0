using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TokenRotation.Cmdlets.Binding.Platform;
using TokenRotation.Cmdlets.Connections;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>
/// Offers tokens of the environments that the command line names, or of the one connected last. An environment that does not
/// answer in time is left out: completion neither waits longer nor fails.
/// </summary>
internal abstract class TokenCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = Completions.Unquoted(wordToComplete);
        return Known(CompletedConnections.Of(fakeBoundParameters))
            .Where(token => Concerns(commandName, token) && Matches(token, word))
            .Select(Offer)
            .GroupBy(offer => offer.CompletionText)
            .Select(offers => offers.First());
    }

    // A list of API v1 says of no token whether it is revoked: of these all are offered.
    private static bool Concerns(string command, DtToken token) => token.CreationDate is null || command.Split('\\').Last() switch
    {
        "Remove-DtToken" or "Restore-DtToken" => !token.Enabled,
        "Revoke-DtToken" => token.Enabled,
        _ => true,
    };

    private protected abstract bool Matches(DtToken token, string word);

    private protected abstract CompletionResult Offer(DtToken token);

    // The environments share the time that there is.
    private static List<DtToken> Known(IReadOnlyList<Connection> connections)
    {
        var listings = connections.Select(connection => connection.KnownTokens.RefreshAsync()).ToArray();
        Task.WhenAll(listings).Wait(Patience);
        return [.. connections.SelectMany(connection => connection.KnownTokens.Tokens)];
    }
}
