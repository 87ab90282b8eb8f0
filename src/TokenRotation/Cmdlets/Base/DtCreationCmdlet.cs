using System.Collections.ObjectModel;
using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Specs;

namespace TokenRotation.Cmdlets.Base;

/// <summary>A cmdlet that makes tokens after the pattern of others, and says where the copy differs.</summary>
public abstract class DtCreationCmdlet : DtEnvironmentCmdlet
{
    /// <summary>
    /// True, and an error, if a scope looks like a slip: not known here, but close to one that is. A scope that resembles none
    /// may be newer than this module, and is left to the server to judge.
    /// </summary>
    private protected bool Misspelt(IEnumerable<string>? scopes)
    {
        foreach (var scope in (scopes ?? []).Where(scope => !ApiScopes.Readable.Contains(scope)))
        {
            if (ApiScopes.Nearest(scope) is { } nearest)
            {
                WriteError(ErrorRecords.UnknownScope(scope, nearest));
                return true;
            }
        }

        return false;
    }

    /// <summary>The token's scopes without those that no new token can be given; they are named in a warning.</summary>
    private protected IReadOnlyList<string> GrantableScopes(DtToken token)
    {
        var retired = token.Scopes.Intersect(ApiScopes.NotGrantable).ToList();
        if (retired.Count > 0)
        {
            WriteWarning(CmdletMessages.ScopesDropped(token, retired));
        }

        return token.Scopes.Except(retired).ToList();
    }

    /// <summary>
    /// Says so if a copy of the token will belong to somebody else, since a new token belongs to the caller's owner, and if it
    /// will be a person's.
    /// </summary>
    private protected void WarnOfOtherOwner(Connection connection, DtToken token)
    {
        var owner = connection.Caller.Owner;
        if (owner is not null && token.Owner is not null && owner != token.Owner)
        {
            WriteWarning(CmdletMessages.OwnerChanges(token, owner));
        }

        if (token.PersonalAccessToken)
        {
            WriteWarning(CmdletMessages.PersonalToken(token));
        }
    }

    /// <summary>The files that paths name, wildcards allowed, and those that literal paths name. What does not exist is an error of its own.</summary>
    private protected IEnumerable<string> SpecFiles(IEnumerable<string> paths, IEnumerable<string> literalPaths) =>
        paths.SelectMany(path => Resolved(path, () => GetResolvedProviderPathFromPSPath(path, out _)))
            .Concat(literalPaths.SelectMany(path => Resolved(path, () => [GetUnresolvedProviderPathFromPSPath(path)])));

    /// <summary>The text of a spec file; null, and an error, if it cannot be read.</summary>
    private protected SpecText? TextOf(string file)
    {
        try
        {
            return SpecText.Load(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            WriteError(ErrorRecords.SpecFileUnreadable(file, failure.Message));
            return null;
        }
    }

    private Collection<string> Resolved(string path, Func<Collection<string>> resolve)
    {
        try
        {
            return resolve();
        }
        catch (Exception failure) when (failure is SessionStateException or ProviderInvocationException)
        {
            WriteError(ErrorRecords.SpecFileUnreadable(path, failure.Message));
            return [];
        }
    }
}
