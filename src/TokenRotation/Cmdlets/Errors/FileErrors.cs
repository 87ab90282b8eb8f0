using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding.Descriptions;
using TokenRotation.Reports.Inventories;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Errors;

/// <summary>The error records of files: specs, reports and their data.</summary>
internal static class FileErrors
{
    public static ErrorRecord SpecFileUnreadable(string path, string reason) =>
        ErrorRecords.Of(
            ErrorIds.SpecFileUnreadable,
            ErrorCategory.ReadError,
            CmdletMessages.SpecFileUnreadable(path, reason),
            CmdletMessages.GiveSpecFile,
            path);

    public static ErrorRecord SpecFileNotWritable(string path, string reason) =>
        ErrorRecords.Of(
            ErrorIds.SpecFileNotWritable, ErrorCategory.WriteError,
            ExportMessages.SpecFileNotWritable(path, reason), ReportFiles.GiveOtherPath, path);

    public static ErrorRecord NoStoreIn(string file, string given) =>
        ErrorRecords.Of(
            ErrorIds.ParameterMissing, ErrorCategory.InvalidArgument,
            StoreMessages.NoStoreIn(file, given), StoreMessages.NameStoreIn(given), file);

    public static ErrorRecord TokenNotExported(DtToken token, string reason) =>
        ErrorRecords.Of(
            ErrorIds.TokenNotExported, ErrorCategory.InvalidData,
            ExportMessages.TokenNotExported(token, reason),
            token.Kind == DtTokenKind.Platform ? ExportMessages.LeaveOut : ExportMessages.MendThenExport, token.Id);

    public static ErrorRecord ReportFileUnreadable(ReportFileException failure, string path) =>
        ErrorRecords.Of(ErrorIds.ReportFileUnreadable, ErrorCategory.InvalidData, failure.Message, ReportFiles.GiveData, path);

    public static ErrorRecord ReportWithoutFile() =>
        ErrorRecords.Of(ErrorIds.ParameterMissing, ErrorCategory.InvalidArgument, ReportFiles.NoFile, ReportFiles.GiveFile, null);

    public static ErrorRecord ReportFileNotWritable(string path, string reason) =>
        ErrorRecords.Of(
            ErrorIds.ReportFileNotWritable,
            ErrorCategory.WriteError,
            ReportFiles.NotWritable(path, reason),
            ReportFiles.GiveOtherPath,
            path);
}
