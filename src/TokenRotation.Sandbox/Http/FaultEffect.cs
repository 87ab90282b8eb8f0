using System.Text.Json.Serialization;

namespace TokenRotation.Sandbox.Http;

/// <summary>What goes wrong with a request.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultEffect>))]
public enum FaultEffect
{
    /// <summary>No effect was given; such a rule is refused.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>An answer with the rule's status, headers and body; without a body, the error envelope.</summary>
    [JsonStringEnumMemberName("status")]
    Status,

    /// <summary>The connection is cut, and nothing was done.</summary>
    [JsonStringEnumMemberName("dropBefore")]
    DropBefore,

    /// <summary>The request is carried out, then the connection is cut.</summary>
    [JsonStringEnumMemberName("dropAfter")]
    DropAfter,

    /// <summary>The request takes longer, and is carried out even if the client does not wait.</summary>
    [JsonStringEnumMemberName("delay")]
    Delay,

    /// <summary>A proxy's HTML page, with 503 or the rule's status.</summary>
    [JsonStringEnumMemberName("html")]
    Html,

    /// <summary>JSON that breaks off, with 200 or the rule's status; of an applied request, half of its true answer.</summary>
    [JsonStringEnumMemberName("malformed")]
    Malformed,

    /// <summary>No body, with 200 or the rule's status.</summary>
    [JsonStringEnumMemberName("emptyBody")]
    EmptyBody,

    /// <summary>An array of error envelopes, with 400 or the rule's status.</summary>
    [JsonStringEnumMemberName("errorArray")]
    ErrorArray,
}
