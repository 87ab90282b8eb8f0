using System.Management.Automation;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Offers the users that own tokens.</summary>
internal sealed class OwnerCompleter : TokenCompleter
{
    // What is completed stands on the screen: an owner that a terminal would obey is not offered.
    private protected override bool Matches(DtToken token, string word) =>
        token.Owner is { Length: > 0 } owner && ServerText.IsPrintable(owner) && Completions.StartsWith(owner, word.TrimEnd('*'));

    private protected override CompletionResult Offer(DtToken token) => Completions.Offer(token.Owner!, token.Owner!);
}
