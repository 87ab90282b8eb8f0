using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Errors;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Scopes as a user writes them.</summary>
internal static class ScopeNames
{
    /// <summary>
    /// The error of the first scope that looks like a slip: not known here, but close to one that is. A scope that resembles
    /// none may be newer than this module, and is left to the server to judge.
    /// </summary>
    public static ErrorRecord? SlipIn(IEnumerable<string>? scopes) =>
        (scopes ?? [])
            .Where(scope => !ApiScopes.Readable.Contains(scope))
            .Select(scope => ApiScopes.Nearest(scope) is { } nearest ? ErrorRecords.UnknownScope(scope, nearest) : null)
            .FirstOrDefault(error => error is not null);
}
