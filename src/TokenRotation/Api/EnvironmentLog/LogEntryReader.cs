using System.Text.Json;
using TokenRotation.Secrets;

namespace TokenRotation.Api.EnvironmentLog;

/// <summary>A page of an environment's audit log, as the server sent it.</summary>
internal sealed record LogPage(List<LogEntry> Entries, string? NextPageKey);

/// <summary>An entry of the log. Every property may be missing.</summary>
internal sealed record LogEntry
{
    public string? LogId { get; init; }

    public string? EventType { get; init; }

    public string? Category { get; init; }

    public string? EntityId { get; init; }

    public string? User { get; init; }

    public string? UserOrigin { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    public bool? Success { get; init; }

    public string? Message { get; init; }

    public string? Patch { get; init; }
}

/// <summary>Reads pages of the audit log. Whatever it keeps of a text is fit to be shown.</summary>
internal static class LogEntryReader
{
    /// <summary>Reads <c>{"totalCount","pageSize","nextPageKey","auditLogs"}</c>.</summary>
    /// <exception cref="JsonException">The bytes are no such page.</exception>
    public static LogPage Page(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        using var document = JsonDocument.ParseValue(ref reader);
        var entries = document.RootElement.GetProperty("auditLogs").EnumerateArray().Select(Entry).ToList();
        return new LogPage(entries, Raw(document.RootElement, "nextPageKey") is { Length: > 0 } key ? key : null);
    }

    /// <summary>
    /// Reads whether the audit log is on from the setting's objects. None has been made while it was never switched on.
    /// </summary>
    /// <exception cref="JsonException">The bytes are no such list.</exception>
    public static bool IsEnabled(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetProperty("items").EnumerateArray().Any(item =>
            item.TryGetProperty("value", out var value)
            && value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("enabled", out var enabled)
            && enabled.ValueKind == JsonValueKind.True);
    }

    private static LogEntry Entry(JsonElement entry) => new()
    {
        LogId = Text(entry, "logId"),
        EventType = Text(entry, "eventType"),
        Category = Text(entry, "category"),
        EntityId = Text(entry, "entityId"),
        User = Text(entry, "user"),
        UserOrigin = Text(entry, "userOrigin"),
        Timestamp = Time(entry),
        Success = Flag(entry, "success"),
        Message = Text(entry, "message"),
        Patch = entry.TryGetProperty("patch", out var patch) && patch.ValueKind is not JsonValueKind.Null
            ? ServerText.Clean(patch.ValueKind == JsonValueKind.String ? patch.GetString() : patch.GetRawText())
            : null,
    };

    private static string? Text(JsonElement entry, string property) => ServerText.Clean(Raw(entry, property));

    private static string? Raw(JsonElement entry, string property) =>
        entry.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool? Flag(JsonElement entry, string property) =>
        entry.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : null;

    private static DateTimeOffset? Time(JsonElement entry) =>
        entry.TryGetProperty("timestamp", out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var milliseconds)
        && milliseconds is > 0 and < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
