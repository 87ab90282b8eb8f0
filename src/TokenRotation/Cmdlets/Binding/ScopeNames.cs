using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Errors;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Scopes as a user writes them.</summary>
internal static class ScopeNames
{
    /// <summary>
    /// The error of the first scope that is written as the web page shows it, or in another case: the API knows it by another
    /// name. What merely resembles a known scope may be newer than this module: that is a warning.
    /// </summary>
    public static ErrorRecord? SlipIn(IEnumerable<string>? scopes, Action<string> warn)
    {
        foreach (var scope in (scopes ?? []).Where(scope => !ApiScopes.Readable.Contains(scope)))
        {
            if (ApiScopes.ByLabel(scope) is { } named)
            {
                return ErrorRecords.UnknownScope(scope, named);
            }

            if (ApiScopes.Nearest(scope) is { } nearest)
            {
                warn(CmdletMessages.ScopeResembles(scope, nearest));
            }
        }

        return null;
    }
}
