using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Offers the names of tokens.</summary>
internal class TokenNameCompleter : TokenCompleter
{
    // What is completed stands on the screen: a name that a terminal would obey is found by its ID.
    private protected override bool Matches(DtToken token, string word) =>
        ServerText.IsPrintable(token.Name) && Completions.StartsWith(token.Name, word.TrimEnd('*'));

    private protected override CompletionResult Offer(DtToken token) =>
        Completions.Offer(Written(token.Name), CmdletMessages.Target(token), token.Name);

    private protected virtual string Written(string name) => name;
}
