using System.Management.Automation;
using TokenRotation.Reports.Inventories;

namespace TokenRotation.Cmdlets.Base;

/// <summary>The files that a report is made from, as a user names them.</summary>
internal static class ReportFiles
{
    public const string GiveData = "Give a file that Export-DtTokenReport -Json has written.";
    public const string GiveOtherPath = "Give a path in a folder that exists and that you may write to.";

    public const string NoFile = "The report has no file to go to.";
    public const string GiveFile = "Give -Path for the HTML file, -Json for its data, -Csv or -FindingCsv for spreadsheets.";

    public static string NotWritable(string path, string reason) => $"The report '{path}' cannot be written: {reason}";

    /// <summary>The paths that a pattern stands for.</summary>
    /// <exception cref="ReportFileException">It stands for none.</exception>
    public static IReadOnlyList<string> Resolve(PathIntrinsics paths, string pattern)
    {
        try
        {
            var found = paths.GetResolvedProviderPathFromPSPath(pattern, out _);
            return found.Count > 0 ? [.. found] : throw ReportFileException.Unreadable(pattern, "there is no such file.");
        }
        catch (SessionStateException failure)
        {
            throw ReportFileException.Unreadable(pattern, "there is no such file.", failure);
        }
    }

    /// <summary>Writes a file as a whole.</summary>
    /// <param name="session">Whose paths and drives are meant.</param>
    /// <param name="path">The path.</param>
    /// <param name="content">What the file is to hold.</param>
    /// <param name="error">Makes the error of a path and a reason.</param>
    /// <returns>The file, or the error.</returns>
    public static (FileInfo? File, ErrorRecord? Failure) Save(
        SessionState session, string path, byte[] content, Func<string, string, ErrorRecord> error)
    {
        try
        {
            var file = new FileInfo(session.Path.GetUnresolvedProviderPathFromPSPath(path));
            File.WriteAllBytes(file.FullName, content);
            return (file, null);
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException
                or SessionStateException)
        {
            return (null, error(path, failure.Message));
        }
    }

    /// <summary>The inventory that a file holds.</summary>
    /// <exception cref="ReportFileException">It cannot be read, or holds none.</exception>
    public static Inventory Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return InventoryFile.Read(stream, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ReportFileException.Unreadable(path, failure.Message, failure);
        }
    }
}
