using TokenRotation.Secrets;

namespace TokenRotation.Simulation;

/// <summary>A vault: entries with a secret each, and metadata where it has such. It may lag behind.</summary>
internal sealed class SimulatedVault(string name, SimulatedClock clock, bool hasMetadata)
{
    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    // Tokens do not change, and parsing them again and again takes much of a schedule's time.
    private readonly Dictionary<string, ApiToken> _tokens = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public IEnumerable<string> Names => _entries.Where(entry => entry.Value.Now is not null).Select(entry => entry.Key);

    /// <summary>What the entry holds in truth.</summary>
    public string? this[string entry] => _entries.TryGetValue(entry, out var held) ? held.Now?.Secret : null;

    /// <summary>True while a reader sees what the entry held before.</summary>
    public bool LagsBehind(string entry) => _entries.TryGetValue(entry, out var held) && clock.Now < held.VisibleFrom;

    /// <summary>What a reader sees.</summary>
    public StoredSecret? Read(string entry)
    {
        if (!_entries.TryGetValue(entry, out var held) || (clock.Now < held.VisibleFrom ? held.Before : held.Now) is not { } seen)
        {
            return null;
        }

        if (!_tokens.TryGetValue(seen.Secret, out var token))
        {
            _tokens.Add(seen.Secret, token = ApiToken.Parse(seen.Secret));
        }

        return new StoredSecret(token, token.Id ?? (hasMetadata ? seen.TokenId : null));
    }

    public void Write(string entry, string? secret, string? tokenId, TimeSpan lag = default)
    {
        var before = _entries.TryGetValue(entry, out var held) ? held.Now : null;
        _entries[entry] = new Entry(secret is null ? null : (secret, tokenId!), before, clock.Now + lag);
    }

    private sealed record Entry(
        (string Secret, string TokenId)? Now, (string Secret, string TokenId)? Before, DateTimeOffset VisibleFrom);
}
