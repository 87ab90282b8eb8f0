using System.Globalization;
using System.Text.Json;
using TokenRotation.Secrets;

namespace TokenRotation.Audit;

/// <summary>One change, or the attempt of one. It has no place for a secret: tokens are named by ID.</summary>
internal sealed record AuditEntry
{
    /// <summary>When the change ended, by the server's clock as far as it is known.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The environment's base URL.</summary>
    public required string Environment { get; init; }

    /// <summary>The cmdlet that made the change.</summary>
    public required string Cmdlet { get; init; }

    /// <summary>What was done, for example one of <see cref="AuditStep"/>.</summary>
    public required string Step { get; init; }

    /// <summary>Common to all changes of one invocation of the cmdlet.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>How it ended.</summary>
    public AuditOutcome Outcome { get; init; }

    /// <summary>The ID of the token that authenticated the change.</summary>
    public string? CallerId { get; init; }

    /// <summary>The token's name, without what a rotation has noted in it; null where it is not known.</summary>
    public string? TokenName { get; init; }

    /// <summary>The user of this machine whose process made the change.</summary>
    public string? User { get; init; }

    /// <summary>The machine.</summary>
    public string? Host { get; init; }

    /// <summary>The process, by its number.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The ID of the token that was there before the change; null when only a new one is concerned.</summary>
    public string? OldTokenId { get; init; }

    /// <summary>The ID of the new token; null when none is concerned, or its ID is not known.</summary>
    public string? NewTokenId { get; init; }

    /// <summary>The entries of stores that were written, or were to be, each with its store.</summary>
    public IReadOnlyList<(string Store, string Entry)> Entries { get; init; } = [];

    /// <summary>The stable ID of the error; null without one.</summary>
    public string? ErrorId { get; init; }

    /// <summary>The type of the failure; null without one. Never its message, which may quote the server.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The entry as one line of JSON, without a line break.</summary>
    public byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("time", Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            Write(writer, "environment", Environment);
            Write(writer, "cmdlet", Cmdlet);
            Write(writer, "step", Step);
            Write(writer, "tokenName", TokenName);
            Write(writer, "callerId", CallerId);
            Write(writer, "oldTokenId", OldTokenId);
            Write(writer, "newTokenId", NewTokenId);
            WriteEntries(writer);
            writer.WriteString("outcome", Written(Outcome));
            Write(writer, "errorId", ErrorId);
            Write(writer, "errorType", ErrorType);
            Write(writer, "correlationId", CorrelationId);
            Write(writer, "user", User);
            Write(writer, "host", Host);
            if (ProcessId is { } process)
            {
                writer.WriteNumber("processId", process);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>The change in words, for a warning.</summary>
    public override string ToString() =>
        $"{Step} {ServerText.Clean(string.Join(", ", new[] { OldTokenId, NewTokenId }.Where(id => id is not null)))}: "
            + $"{Written(Outcome)}";

    private void WriteEntries(Utf8JsonWriter writer)
    {
        if (Entries.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("entries");
        foreach (var (store, entry) in Entries)
        {
            writer.WriteStartObject();
            Write(writer, "store", store);
            Write(writer, "name", entry);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // An ID may be what a user gave: a whole token by mistake.
    private static void Write(Utf8JsonWriter writer, string property, string? value)
    {
        if (ServerText.Clean(value) is { } shown)
        {
            writer.WriteString(property, shown);
        }
    }

    private static string Written(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Done => "done",
        AuditOutcome.Failed => "failed",
        _ => "unknown",
    };
}
