using System.Collections.ObjectModel;
using System.Management.Automation;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Specs;

namespace TokenRotation.Cmdlets.Base;

/// <summary>
/// The spec files that a user names. What cannot be found or read is an error of its own, and the others are served.
/// </summary>
internal sealed class SpecFiles(PSCmdlet cmdlet)
{
    /// <summary>The files that paths name, wildcards allowed, and those that literal paths name.</summary>
    public IEnumerable<string> Named(IEnumerable<string> paths, IEnumerable<string> literalPaths) =>
        paths.SelectMany(path => Resolved(path, () => cmdlet.GetResolvedProviderPathFromPSPath(path, out _)))
            .Concat(literalPaths.SelectMany(path =>
                Resolved(path, () => [cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)])));

    /// <summary>The text of a file; null if it cannot be read.</summary>
    public SpecText? TextOf(string file)
    {
        try
        {
            return SpecText.Load(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            cmdlet.WriteError(FileErrors.SpecFileUnreadable(file, failure.Message));
            return null;
        }
    }

    private Collection<string> Resolved(string path, Func<Collection<string>> resolve)
    {
        try
        {
            var files = resolve();
            if (files.Count == 0)
            {
                cmdlet.WriteError(FileErrors.SpecFileUnreadable(path, CmdletMessages.NoFileMatches));
            }

            return files;
        }
        catch (Exception failure) when (failure is SessionStateException or ProviderInvocationException)
        {
            cmdlet.WriteError(FileErrors.SpecFileUnreadable(path, failure.Message));
            return [];
        }
    }
}
