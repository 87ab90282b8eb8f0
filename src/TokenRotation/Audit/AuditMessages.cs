namespace TokenRotation.Audit;

/// <summary>What the user reads when the audit log cannot be written.</summary>
internal static class AuditMessages
{
    public const string GiveAuditLog =
        "Give -AuditLog a file in a folder that exists and may be written to. Nothing was sent or changed.";
    public const string IsLink = "it is a link to another file.";
    public const string NoRoom = "the disk took a part of the line only.";

    public static string NotWritable(string path, string reason) => $"The audit log '{path}' cannot be written: {reason}";

    public static string NotAFile(string path) => $"The audit log '{path}' is not in the file system.";

    public static string NotWritten(string path, AuditEntry entry, string reason) =>
        $"The audit log '{path}' lacks a line ({entry.Cmdlet}, {entry}), which is written with the next: {reason}";

    public static string Required(string path, string reason) =>
        $"The audit log '{path}' cannot be written, and this connection needs it (-AuditLogRequired): {reason} Nothing new is "
            + "begun.";
}
