using TokenRotation.Secrets;

namespace TokenRotation.Simulation;

/// <summary>Bugs in what a rotation keeps beside its entry, and in several places.</summary>
internal static class StoreMutants
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        new Wrapped("The mark is set when one of several places has the secret", store => new FirstAlone(store)),
        new Wrapped("Where nothing can be removed, one entry takes all new tokens", store => new OneEntry(store)),
        new Wrapped("Where nothing can be removed, every new token has an entry", store => new Piling(store)),
    ];

    private sealed class Wrapped(string name, Func<ISecretStore, ISecretStore> wrap) : Mutant
    {
        public override string Name => name;

        public override ISecretStore Store(ISecretStore store, Run run) => wrap(store);
    }

    // The other places have it as soon as somebody looks, but not before.
    private sealed class FirstAlone(ISecretStore inner) : DelegatingStore(inner)
    {
        private readonly Dictionary<string, StoredSecret> _unwritten = new(StringComparer.Ordinal);

        public override Task<StoredSecret?> ReadAsync(string name, CancellationToken cancellationToken) =>
            _unwritten.TryGetValue(name, out var secret)
                ? Task.FromResult<StoredSecret?>(secret)
                : base.ReadAsync(name, cancellationToken);

        public override Task WriteAsync(string name, ApiToken token, string tokenId, CancellationToken cancellationToken)
        {
            if (Name == "vault0" || !name.Contains("-pending-", StringComparison.Ordinal))
            {
                return base.WriteAsync(name, token, tokenId, cancellationToken);
            }

            _unwritten[name] = new StoredSecret(token, tokenId);
            return Task.CompletedTask;
        }
    }

    private sealed class OneEntry(ISecretStore inner) : DelegatingStore(inner)
    {
        private string? _second;

        public override Task<StoredSecret?> ReadAsync(string name, CancellationToken cancellationToken) =>
            !IsSecond(name) ? base.ReadAsync(name, cancellationToken)
            : name == _second ? base.ReadAsync(First(name), cancellationToken)
            : Task.FromResult<StoredSecret?>(null);

        public override Task WriteAsync(string name, ApiToken token, string tokenId, CancellationToken cancellationToken)
        {
            _second = IsSecond(name) ? name : _second;
            return base.WriteAsync(IsSecond(name) ? First(name) : name, token, tokenId, cancellationToken);
        }

        private static bool IsSecond(string name) => name.EndsWith("-pending-2", StringComparison.Ordinal);

        private static string First(string name) => name[..^1] + "1";
    }

    private sealed class Piling(ISecretStore inner) : DelegatingStore(inner)
    {
        public override EntryRemoval Removal => EntryRemoval.Always;
    }

    private abstract class DelegatingStore(ISecretStore inner) : ISecretStore
    {
        public string Name => inner.Name;

        public virtual EntryRemoval Removal => inner.Removal;

        public virtual Task<StoredSecret?> ReadAsync(string name, CancellationToken cancellationToken) =>
            inner.ReadAsync(name, cancellationToken);

        public virtual Task WriteAsync(string name, ApiToken token, string tokenId, CancellationToken cancellationToken) =>
            inner.WriteAsync(name, token, tokenId, cancellationToken);

        public Task RemoveAsync(string name, CancellationToken cancellationToken) => inner.RemoveAsync(name, cancellationToken);

        public Task<IReadOnlyCollection<string>?> ListAsync(CancellationToken cancellationToken) =>
            inner.ListAsync(cancellationToken);
    }
}
