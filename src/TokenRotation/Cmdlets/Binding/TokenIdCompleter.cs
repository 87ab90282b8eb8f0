using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Text;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Offers the IDs of tokens. What is typed may be the beginning of an ID or part of a name.</summary>
internal sealed class TokenIdCompleter : TokenCompleter
{
    private protected override bool Matches(DtToken token, string word) =>
        Completions.StartsWith(token.Id, word) || Completions.Contains(token.Name, word);

    private protected override CompletionResult Offer(DtToken token) =>
        Completions.Offer(token.Id, CmdletMessages.Target(token), $"{token.Id} {TokenName.WithoutNote(token.Name)}");
}
