using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TokenRotation.Audit;

/// <summary>
/// A file that only grows, for its owner alone. On Unix a line is one write that the system itself puts at the end, without a
/// lock: .NET's own way takes one that anybody who may read the file can hold. On Windows other writers are kept out meanwhile.
/// </summary>
internal static class AppendedFile
{
    private const byte LineFeed = (byte)'\n';
    private const int Looks = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    /// <summary>
    /// Appends lines, each with its line feed; they are on the disk when this returns. Nothing at all only makes the file.
    /// </summary>
    /// <exception cref="IOException">They are not, or the file is a link to another one.</exception>
    public static void Append(string path, byte[] lines)
    {
        RefuseLink(path);
        if (!File.Exists(path))
        {
            OwnFile.Create(path);
        }

        if (IsWindows)
        {
            AppendOnWindows(path, lines);
        }
        else
        {
            AppendOnUnix(path, lines);
        }
    }

    private static void RefuseLink(string path)
    {
        if (new FileInfo(path) is { Exists: true } file && (file.Attributes & FileAttributes.ReparsePoint) != 0)
        {
            throw new IOException(AuditMessages.IsLink);
        }
    }

    // A line that a killed process has left unfinished is closed, so that only that one is lost.
    private static byte[] AfterUnfinished(byte? last, byte[] lines) =>
        lines.Length > 0 && last is not (null or LineFeed) ? [LineFeed, .. lines] : lines;

    private static void AppendOnUnix(string path, byte[] lines)
    {
        var file = Check(Unix.Open(path, Unix.AppendWithoutLinks));
        try
        {
            var all = AfterUnfinished(LastByte(file), lines);
            if (all.Length > 0 && Check((int)Unix.Write(file, all, all.Length)) < all.Length)
            {
                throw new IOException(AuditMessages.NoRoom);
            }

            // What is no file on a disk cannot be flushed to one.
            _ = Unix.Flush(file);
        }
        finally
        {
            _ = Unix.Close(file);
        }
    }

    // Another writer's line may be seen half-way: it is finished in a moment, that of a killed process never.
    private static byte? LastByte(int file)
    {
        var last = new byte[1];
        for (var look = 0; look < Looks; look++)
        {
            if (Unix.Seek(file, -1, Unix.FromEnd) < 0 || Unix.Read(file, last, 1) != 1)
            {
                return null;
            }

            if (last[0] == LineFeed)
            {
                break;
            }

            Thread.Sleep(1);
        }

        return last[0];
    }

    private static int Check(int result) => result >= 0
        ? result
        : throw new IOException(new Win32Exception(Marshal.GetLastWin32Error()).Message);

    private static void AppendOnWindows(string path, byte[] lines)
    {
        using var file = OpenOnWindows(path);
        byte? last = null;
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            last = (byte)file.ReadByte();
        }

        var all = AfterUnfinished(last, lines);
        file.Seek(0, SeekOrigin.End);
        file.Write(all, 0, all.Length);
        file.Flush(flushToDisk: true);
    }

    private static FileStream OpenOnWindows(string path)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 1);
            }
            catch (IOException failure) when (IsBusy(failure) && waited.Elapsed < Patience)
            {
                // Uneven pauses, or two writers may meet again and again.
                Thread.Sleep(1 + (Environment.TickCount & 7));
            }
        }
    }

    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
    private static bool IsBusy(IOException failure) => (failure.HResult & 0xFFFF) is 32 or 33;

    private static class Unix
    {
        public const int FromEnd = 2;

        private static readonly bool IsMac = RuntimeInformation.IsOSPlatform(OSPlatform.OSX);

        // O_RDWR, O_APPEND, O_NOFOLLOW, O_CLOEXEC: each system, and Linux on ARM, has numbers of its own.
        public static int AppendWithoutLinks => IsMac
            ? 0x2 | 0x8 | 0x100 | 0x1000000
            : 0x2 | 0x400 | 0x80000 | (IsArm ? 0x8000 : 0x20000);

        private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64;

        [DllImport(
            "libc",
            EntryPoint = "open",
            SetLastError = true,
            CharSet = CharSet.Ansi,
            BestFitMapping = false,
            ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open(string path, int flags);

        [DllImport("libc", EntryPoint = "lseek", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern long Seek(int file, long offset, int from);

        [DllImport("libc", EntryPoint = "read", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern IntPtr ReadInto(int file, byte[] buffer, IntPtr count);

        [DllImport("libc", EntryPoint = "write", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern IntPtr WriteFrom(int file, byte[] buffer, IntPtr count);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Flush(int file);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int file);

        public static long Read(int file, byte[] buffer, int count) => ReadInto(file, buffer, new IntPtr(count)).ToInt64();

        public static long Write(int file, byte[] buffer, int count) => WriteFrom(file, buffer, new IntPtr(count)).ToInt64();
    }
}
