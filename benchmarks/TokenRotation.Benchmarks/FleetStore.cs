using System.Collections.Concurrent;
using TokenRotation.Secrets;

namespace TokenRotation.Benchmarks;

/// <summary>A vault in memory that many rotations use at a time: it answers at once, keeps all and can be listed.</summary>
internal sealed class FleetStore : ISecretStore
{
    private readonly ConcurrentDictionary<string, StoredSecret> _secrets = new(StringComparer.OrdinalIgnoreCase);

    public string Name => "fleet";

    public EntryRemoval Removal => EntryRemoval.Always;

    public StoredSecret? this[string entry] => _secrets.GetValueOrDefault(entry);

    public Task<StoredSecret?> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult(this[name]);

    public Task WriteAsync(string name, ApiToken token, string tokenId, CancellationToken cancellationToken)
    {
        // Whoever wrote it may let go of its copy.
        _secrets[name] = new StoredSecret(ApiToken.Parse(token.Reveal()), tokenId);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        _secrets.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyCollection<string>?> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>([.. _secrets.Keys]);
}
