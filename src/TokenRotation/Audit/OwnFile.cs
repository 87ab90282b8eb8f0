using System.Reflection;
using System.Runtime.InteropServices;

namespace TokenRotation.Audit;

/// <summary>
/// Files and folders for their owner alone. By reflection: netstandard2.0 has no access modes, and every PowerShell 7 has. A
/// folder on Windows has the permissions of the one that it is in.
/// </summary>
internal static class OwnFile
{
    private const int OwnerReadsAndWrites = 0b_110_000_000;
    private const int OwnerAll = 0b_111_000_000;
    private const int GroupWrites = 0b_000_010_000;
    private const int OthersWrite = 0b_000_000_010;

    private static readonly Type? Mode = RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
        ? null
        : typeof(File).Assembly.GetType("System.IO.UnixFileMode");

    /// <summary>Makes a file that only its owner can read or write; one that exists stays as it is.</summary>
    public static void Create(string path)
    {
        try
        {
            using var file = Mode is not null ? Created(path)
                : RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? OwnFileOnWindows.Create(path)
                : new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Somebody was faster.
        }
    }

    /// <summary>Makes a folder, and those above it, that only their owner can read or write.</summary>
    public static void CreateFolder(string path)
    {
        if (Mode is null)
        {
            Directory.CreateDirectory(path);
            return;
        }

        Call(() => typeof(Directory).GetMethod(nameof(Directory.CreateDirectory), [typeof(string), Mode])!
            .Invoke(null, [path, Enum.ToObject(Mode, OwnerAll)]));
    }

    /// <summary>Whether the owner alone may put files into a folder.</summary>
    public static bool IsFolderOfOwner(string path) => (ModeOf(path) & (GroupWrites | OthersWrite)) == 0;

    /// <summary>Whether everybody may put files into a folder or one above it.</summary>
    public static bool IsShared(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (folder.Exists && (ModeOf(folder.FullName) & OthersWrite) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static int ModeOf(string path) => Mode is null
        ? 0
        : Convert.ToInt32(
            Call(() => typeof(File).GetMethod("GetUnixFileMode", [typeof(string)])!.Invoke(null, [path])),
            System.Globalization.CultureInfo.InvariantCulture);

    private static FileStream Created(string path)
    {
        var type = typeof(File).Assembly.GetType("System.IO.FileStreamOptions")!;
        var options = Activator.CreateInstance(type);
        void Set(string property, object value) => type.GetProperty(property)!.SetValue(options, value);
        Set("Mode", FileMode.CreateNew);
        Set("Access", FileAccess.Write);
        Set("Share", FileShare.ReadWrite);
        Set("UnixCreateMode", Enum.ToObject(Mode!, OwnerReadsAndWrites));
        return (FileStream)Call(() => typeof(FileStream).GetConstructor([typeof(string), type])!.Invoke([path, options]))!;
    }

    // The failure itself, not that a call by reflection has failed.
    private static object? Call(Func<object?> call)
    {
        try
        {
            return call();
        }
        catch (TargetInvocationException failure) when (failure.InnerException is { } cause)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(cause).Throw();
            throw;
        }
    }
}
