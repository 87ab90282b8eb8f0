using System.Management.Automation;
using TokenRotation.Audit;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>The audit log that a user names.</summary>
internal static class GivenAuditLog
{
    /// <summary>The log, open; null if none is named.</summary>
    /// <exception cref="AuditLogException">It is no file, or cannot be written.</exception>
    public static AuditLog? Open(SessionState session, string? path, bool isRequired) =>
        path is null ? null : AuditLog.Open(FileOf(session, path), isRequired);

    private static string FileOf(SessionState session, string path)
    {
        try
        {
            var file = session.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem" ? file : throw new AuditLogException(AuditMessages.NotAFile(path));
        }
        catch (Exception failure) when (failure is SessionStateException or ProviderInvocationException)
        {
            throw new AuditLogException(AuditMessages.NotWritable(path, failure.Message), failure);
        }
    }
}
