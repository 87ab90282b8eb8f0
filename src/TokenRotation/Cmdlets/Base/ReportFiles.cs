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
