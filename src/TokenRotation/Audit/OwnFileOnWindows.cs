using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TokenRotation.Audit;

/// <summary>
/// New files that their owner alone may read or write, whatever their folder grants. By the system's own functions:
/// netstandard2.0 has none for it, and those of .NET are not the same in both editions of PowerShell.
/// </summary>
internal static class OwnFileOnWindows
{
    // Nothing is inherited; OW is whoever owns the file.
    private const string OwnerAlone = "D:P(A;;FA;;;OW)";

    private const int Revision = 1;
    private const int Write = 0x40000000;
    private const int SharedForReadingAndWriting = 0x3;
    private const int New = 1;
    private const int LongestPath = 247;

    /// <exception cref="IOException">There is one already, or none can be made.</exception>
    public static FileStream Create(string path)
    {
        Check(ConvertStringSecurityDescriptorToSecurityDescriptor(OwnerAlone, Revision, out var descriptor, IntPtr.Zero));
        try
        {
            var attributes = new SecurityAttributes { Length = Marshal.SizeOf<SecurityAttributes>(), Descriptor = descriptor };
            var file = CreateFile(Extended(path), Write, SharedForReadingAndWriting, ref attributes, New, 0, IntPtr.Zero);
            Check(!file.IsInvalid);
            return new FileStream(file, FileAccess.Write);
        }
        finally
        {
            LocalFree(descriptor);
        }
    }

    private static string Extended(string path) => path.Length <= LongestPath ? path
        : path.StartsWith(@"\\", StringComparison.Ordinal) ? @"\\?\UNC" + path.Substring(1)
        : @"\\?\" + path;

    private static void Check(bool succeeded)
    {
        if (!succeeded)
        {
            throw new IOException(new Win32Exception(Marshal.GetLastWin32Error()).Message);
        }
    }

    [DllImport(
        "advapi32.dll",
        EntryPoint = "ConvertStringSecurityDescriptorToSecurityDescriptorW",
        SetLastError = true,
        CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool ConvertStringSecurityDescriptorToSecurityDescriptor(
        string text, int revision, out IntPtr descriptor, IntPtr length);

    [DllImport("kernel32.dll", EntryPoint = "CreateFileW", SetLastError = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern SafeFileHandle CreateFile(
        string path, int access, int share, ref SecurityAttributes attributes, int disposition, int flags, IntPtr template);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern IntPtr LocalFree(IntPtr memory);

    [StructLayout(LayoutKind.Sequential)]
    private struct SecurityAttributes
    {
        public int Length;
        public IntPtr Descriptor;
        public int InheritHandle;
    }
}
