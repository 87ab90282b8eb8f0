using TokenRotation.Api;
using TokenRotation.Cmdlets.Base;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>
/// Offers the scopes that a token may hold: those that can be granted, and those of old tokens that no longer can.
/// </summary>
internal sealed class HeldScopeCompleter : ScopeCompleter
{
    private protected override IEnumerable<ApiScope> Scopes() =>
        ApiScopes.Grantable.Concat(ApiScopes.NotGrantable.Select(name => new ApiScope(name, CmdletMessages.NoLongerGrantable)));
}
