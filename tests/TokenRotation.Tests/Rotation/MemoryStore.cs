using TokenRotation.Secrets;

namespace TokenRotation.Tests.Rotation;

/// <summary>A store in memory, which may keep nothing of what it is given.</summary>
internal sealed class MemoryStore : ISecretStore
{
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);

    public string Name { get; init; } = "memory";

    public EntryRemoval Removal { get; init; } = EntryRemoval.Always;

    public bool CanList { get; init; }

    public bool IsDeaf { get; set; }

    public Action OnWrite { get; set; } = () => { };

    public Action OnRead { get; set; } = () => { };

    public int Writes { get; private set; }

    public string? this[string entry]
    {
        get => _secrets.GetValueOrDefault(entry);
        set => _secrets[entry] = value!;
    }

    public Task<StoredSecret?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        OnRead();
        try
        {
            var token = this[name] is { } secret ? ApiToken.Parse(secret) : null;
            return Task.FromResult(token is null ? null : new StoredSecret(token, token.Id));
        }
        catch (ApiTokenFormatException)
        {
            throw new NotATokenException($"'{name}' holds no token.");
        }
    }

    public Task WriteAsync(string name, ApiToken token, string tokenId, CancellationToken cancellationToken)
    {
        Writes++;
        OnWrite();
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsDeaf)
        {
            this[name] = token.Reveal();
        }

        return Task.CompletedTask;
    }

    public Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        if (Removal != EntryRemoval.Never)
        {
            _secrets.Remove(name);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyCollection<string>?> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>(CanList ? [.. _secrets.Keys] : null);

    /// <summary>The names of the entries that hold something.</summary>
    public IEnumerable<string> Entries =>
        _secrets.Where(entry => entry.Value is not null).Select(entry => entry.Key).Order(StringComparer.Ordinal);
}
