namespace TokenRotation.Audit;

/// <summary>The audit log cannot be written; nothing has been changed. The message names the file and the reason.</summary>
internal sealed class AuditLogException(string message, Exception? inner = null) : IOException(message, inner);
