using System.Collections.Concurrent;
using System.Security;

namespace TokenRotation.Audit;

/// <summary>
/// A file of changes for people: JSON Lines, one line a change, on the disk before <see cref="Record"/> returns. Several
/// processes may write to one file. The module never reads it. Safe for concurrent use.
/// </summary>
internal sealed class AuditLog
{
    private readonly object _turn = new();
    private readonly Queue<byte[]> _missing = new();
    private readonly ConcurrentQueue<string> _warnings = new();

    private AuditLog(string path, bool isRequired)
    {
        Path = path;
        IsRequired = isRequired;
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>Whether nothing may begin while a line cannot be written.</summary>
    public bool IsRequired { get; }

    /// <summary>
    /// Opens a log, and makes the file if there is none: what cannot be written is known before anything changes.
    /// </summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="isRequired">Whether nothing may begin while a line cannot be written.</param>
    /// <exception cref="AuditLogException">The file cannot be written.</exception>
    public static AuditLog Open(string path, bool isRequired = false)
    {
        try
        {
            var log = new AuditLog(System.IO.Path.GetFullPath(path), isRequired);
            AppendedFile.Append(log.Path, []);
            return log;
        }
        catch (Exception failure) when (IsOfFile(failure))
        {
            throw new AuditLogException(AuditMessages.NotWritable(path, failure.Message), failure);
        }
    }

    /// <summary>
    /// Writes one line. One that cannot be written becomes a warning, and is written with the next: what has begun must not end
    /// half-way.
    /// </summary>
    public void Record(AuditEntry entry)
    {
        try
        {
            lock (_turn)
            {
                _missing.Enqueue(entry.ToJson());
                WriteMissing();
            }
        }
        catch (Exception failure) when (IsOfFile(failure))
        {
            _warnings.Enqueue(AuditMessages.NotWritten(Path, entry, failure.Message));
        }
    }

    /// <summary>Is asked before something begins. Writes what could not be written before.</summary>
    /// <exception cref="AuditLogException">The log is required, and cannot be written.</exception>
    public void Ask()
    {
        if (!IsRequired)
        {
            return;
        }

        try
        {
            lock (_turn)
            {
                WriteMissing();
            }
        }
        catch (Exception failure) when (IsOfFile(failure))
        {
            throw new AuditLogException(AuditMessages.Required(Path, failure.Message), failure);
        }
    }

    /// <summary>Takes the oldest warning that waits for a cmdlet to show it, if there is one.</summary>
    public bool TryTakeWarning(out string warning) => _warnings.TryDequeue(out warning!);

    private static bool IsOfFile(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException or ArgumentException;

    // One write for each, so that lines of several processes do not mix.
    private void WriteMissing()
    {
        if (_missing.Count == 0)
        {
            AppendedFile.Append(Path, []);
        }

        while (_missing.Count > 0)
        {
            AppendedFile.Append(Path, [.. _missing.Peek(), (byte)'\n']);
            _missing.Dequeue();
        }
    }
}
