using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;

namespace TokenRotation.Audit;

/// <summary>
/// A file of changes for people: JSON Lines, one line a change, on the disk before <see cref="Record"/> returns. Several
/// processes may write to one file. The module never reads it. Safe for concurrent use.
/// </summary>
internal sealed class AuditLog
{
    private const byte LineFeed = (byte)'\n';

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Other writers are kept out while a line is written, readers are not. Unix has advisory locks alone, and FileShare.None
    // is the one mode for which .NET takes an exclusive one; a reader that takes no lock is not disturbed.
    private static readonly FileShare Sharing =
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? FileShare.Read | FileShare.Delete : FileShare.None;

    private readonly object _turn = new();
    private readonly ConcurrentQueue<string> _warnings = new();

    private AuditLog(string path) => Path = path;

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>Opens a log, and makes the file if there is none: what cannot be written is known before anything changes.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <exception cref="AuditLogException">The file cannot be written.</exception>
    public static AuditLog Open(string path)
    {
        try
        {
            var log = new AuditLog(System.IO.Path.GetFullPath(path));
            log.OpenFile().Dispose();
            return log;
        }
        catch (Exception failure) when (IsOfFile(failure))
        {
            throw new AuditLogException(AuditMessages.NotWritable(path, failure.Message), failure);
        }
    }

    /// <summary>
    /// Writes one line. A line that cannot be written becomes a warning: a rotation that has begun must not end half-way.
    /// </summary>
    public void Record(AuditEntry entry)
    {
        try
        {
            lock (_turn)
            {
                Append(entry.ToJson());
            }
        }
        catch (Exception failure) when (IsOfFile(failure))
        {
            _warnings.Enqueue(AuditMessages.NotWritten(Path, entry, failure.Message));
        }
    }

    /// <summary>Takes the oldest warning that waits for a cmdlet to show it, if there is one.</summary>
    public bool TryTakeWarning(out string warning) => _warnings.TryDequeue(out warning!);

    private static bool IsOfFile(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException or ArgumentException;

    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows; EWOULDBLOCK of Linux and of macOS.
    private static bool IsBusy(IOException failure) => (failure.HResult & 0xFFFF) is 32 or 33 or 11 or 35;

    // One write call a line. A line that a killed process has left unfinished is closed, so that only that one is lost.
    private void Append(byte[] json)
    {
        using var file = OpenFile();
        byte[] line = EndsInsideLine(file) ? [LineFeed, .. json, LineFeed] : [.. json, LineFeed];
        file.Seek(0, SeekOrigin.End);
        file.Write(line, 0, line.Length);
        file.Flush(flushToDisk: true);
    }

    private static bool EndsInsideLine(FileStream file)
    {
        if (file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != LineFeed;
    }

    private FileStream OpenFile()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, Sharing, bufferSize: 1);
            }
            catch (IOException failure) when (IsBusy(failure) && waited.Elapsed < Patience)
            {
                // Uneven pauses, or two writers may meet again and again.
                Thread.Sleep(1 + (Environment.TickCount & 7));
            }
        }
    }
}
