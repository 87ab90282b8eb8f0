using System.Management.Automation;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Offers the names of tokens where wildcards are taken: the brackets in a name then need their escapes.</summary>
internal sealed class TokenNamePatternCompleter : TokenNameCompleter
{
    private protected override string Written(string name) => WildcardPattern.Escape(name);
}
