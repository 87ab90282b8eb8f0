using System.Management.Automation;
using TokenRotation.Cmdlets.Base;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Offers the names of tokens.</summary>
public class TokenNameCompleter : TokenCompleter
{
    private protected override bool Matches(DtToken token, string word) => Completions.StartsWith(token.Name, word.TrimEnd('*'));

    private protected override CompletionResult Offer(DtToken token) =>
        Completions.Offer(Written(token.Name), CmdletMessages.Target(token), token.Name);

    private protected virtual string Written(string name) => name;
}
