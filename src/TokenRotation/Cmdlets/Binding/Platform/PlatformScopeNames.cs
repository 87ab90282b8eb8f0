using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Binding.Platform;

/// <summary>Scopes of platform tokens as a user writes them.</summary>
internal static class PlatformScopeNames
{
    /// <summary>
    /// The error of the first scope that is one of classic tokens, or is written in another case. What merely resembles a known
    /// scope may be newer than this module: that is a warning.
    /// </summary>
    public static ErrorRecord? SlipIn(IEnumerable<string>? scopes, Action<string> warn)
    {
        foreach (var scope in (scopes ?? []).Where(scope => !PlatformScopes.IsKnown(scope)))
        {
            if (ServerText.HoldsToken(scope))
            {
                return AccountErrorRecords.SecretAsScope();
            }

            if (PlatformScopes.ByName(scope) is { } named)
            {
                return ErrorRecords.UnknownScope(scope, named);
            }

            if (ApiScopes.Readable.Contains(scope) || ApiScopes.ByLabel(scope) is not null)
            {
                return AccountErrorRecords.ClassicScope(scope);
            }

            if (PlatformScopes.Nearest(scope) is { } nearest)
            {
                warn(CmdletMessages.ScopeResembles(scope, nearest));
            }
        }

        return null;
    }
}
