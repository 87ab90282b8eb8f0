using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenRotation.Sandbox.Audit;

/// <summary>One page of the audit log.</summary>
/// <param name="TotalCount">How many entries match, over all pages.</param>
/// <param name="PageSize">The page size that was asked for.</param>
/// <param name="Entries">The page's entries.</param>
/// <param name="NextPageKey">What fetches the next page; null on the last.</param>
internal sealed record AuditPage(int TotalCount, int PageSize, IReadOnlyList<WrittenEntry> Entries, string? NextPageKey);

/// <summary>The opaque cursor of the log: the query, and the place that the page reached.</summary>
/// <param name="Query">What the first page asked for.</param>
/// <param name="LastTimestamp">When the page's last entry was written.</param>
/// <param name="LastSequence">That entry's place.</param>
internal sealed record AuditPageKey(AuditQuery Query, DateTimeOffset LastTimestamp, long LastSequence)
{
    /// <summary>Whether an entry comes behind this page, even if the page's last entry is gone by now.</summary>
    public bool IsBefore(WrittenEntry written)
    {
        var order = written.Timestamp.CompareTo(LastTimestamp);
        var place = order != 0 ? order : written.Sequence.CompareTo(LastSequence);
        return Query.OldestFirst ? place > 0 : place < 0;
    }

    public string Encode() =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this, AuditPageKeyJson.Default.AuditPageKey));

    /// <summary>Null for what is no key.</summary>
    public static AuditPageKey? TryDecode(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(text), AuditPageKeyJson.Default.AuditPageKey);
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AuditPageKey))]
internal sealed partial class AuditPageKeyJson : JsonSerializerContext;
