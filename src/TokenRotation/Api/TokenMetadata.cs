using System.Collections.ObjectModel;

namespace TokenRotation.Api;

/// <summary>What a token that shares something belongs to: written as key=value, equal where keys and values are.</summary>
internal sealed class TokenMetadata : ReadOnlyDictionary<string, string>, IEquatable<TokenMetadata>
{
    /// <summary>One for all: a list may hold many thousand tokens without metadata.</summary>
    public static readonly TokenMetadata None = new(new Dictionary<string, string>());

    private TokenMetadata(IDictionary<string, string> pairs)
        : base(pairs)
    {
    }

    public static TokenMetadata Of(IReadOnlyDictionary<string, string> pairs) =>
        pairs as TokenMetadata ?? (pairs.Count == 0 ? None : new(pairs.ToDictionary(pair => pair.Key, pair => pair.Value)));

    public bool Equals(TokenMetadata? other) =>
        other is not null && Count == other.Count
        && this.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);

    public override bool Equals(object? obj) => Equals(obj as TokenMetadata);

    public override int GetHashCode() => Count;

    public override string ToString() => string.Join(" ", this.Select(pair => $"{pair.Key}={pair.Value}"));
}
