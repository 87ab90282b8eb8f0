namespace TokenRotation.Reports.Inventories;

/// <summary>A file with a report's data cannot be read, or is none.</summary>
internal sealed class ReportFileException(string message, Exception? inner = null) : Exception(message, inner)
{
    public static ReportFileException Unreadable(string path, string reason, Exception? inner = null) =>
        new($"The report data '{path}' cannot be read: {reason}", inner);
}
