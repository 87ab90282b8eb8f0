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

/// <summary>A rule: which requests to the API something goes wrong with, and what. Immutable; its counting is the rule set's.</summary>
public sealed record FaultRule
{
    /// <summary>The HTTP method; null for any.</summary>
    public string? Method { get; init; }

    /// <summary>
    /// A regular expression that is found in the path (from <c>/api/</c> on, without environment and query, single slashes);
    /// null for any path. <c>/apiTokens$</c> is the list and the creation, <c>/lookup$</c> the lookup.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Strikes once, at this matching request, counted from one. The same as a skip of one less, and a count of one.</summary>
    public int? Nth { get; init; }

    /// <summary>How many matching requests it lets pass first.</summary>
    public int Skip { get; init; }

    /// <summary>How often it strikes; null for ever.</summary>
    public int? Count { get; init; }

    /// <summary>How likely it strikes, from 0 to 1; null for always.</summary>
    public double? Probability { get; init; }

    /// <summary>What goes wrong.</summary>
    public FaultEffect Effect { get; init; }

    /// <summary>Whether the request is carried out all the same. Always so for <see cref="FaultEffect.DropAfter"/>.</summary>
    public bool Applied { get; init; }

    /// <summary>The status of the answer; null for the effect's own.</summary>
    public int? Status { get; init; }

    /// <summary>Headers of the answer.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The body of a <see cref="FaultEffect.Status"/> answer. In the control call any JSON but a string stands for its own text.</summary>
    [JsonConverter(typeof(RawTextConverter))]
    public string? Body { get; init; }

    /// <summary>How long a <see cref="FaultEffect.Delay"/> takes, in milliseconds.</summary>
    public int Delay { get; init; }

    internal bool CarriesOut => Applied || Effect == FaultEffect.DropAfter;
}
