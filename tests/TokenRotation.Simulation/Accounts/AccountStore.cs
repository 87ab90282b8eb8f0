using TokenRotation.Secrets;

namespace TokenRotation.Simulation.Accounts;

/// <summary>A vault as one run reaches it: every call may go wrong.</summary>
internal sealed class AccountStore(AccountRun run, SimulatedVault vault) : ISecretStore
{
    private static readonly TimeSpan LongestLag = TimeSpan.FromMinutes(3);

    public string Name => vault.Name;

    public EntryRemoval Removal => EntryRemoval.Always;

    public Task<StoredSecret?> ReadAsync(string name, CancellationToken cancellationToken) => run.World.SuspendAsync(
        run, CallKind.StoreRead, $"read '{name}'", _ => vault.Read(name), cancellationToken);

    public Task WriteAsync(string name, ApiToken token, string tokenId, CancellationToken cancellationToken) =>
        PutAsync(name, token.Reveal(), tokenId, cancellationToken);

    public Task RemoveAsync(string name, CancellationToken cancellationToken) => PutAsync(name, null, null, cancellationToken);

    public Task<IReadOnlyCollection<string>?> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>(null);

    private Task<bool> PutAsync(string name, string? secret, string? tokenId, CancellationToken cancellationToken) =>
        run.World.SuspendAsync(
            run,
            CallKind.StoreWrite,
            secret is null ? $"remove '{name}'" : $"write '{name}' = {tokenId}",
            call =>
            {
                if (call.Twist != Fault.Lie)
                {
                    run.World.Invariants.EntryWritten(run, vault, name, secret);
                    vault.Write(name, secret, tokenId, call.Twist == Fault.Lag && secret is not null ? LongestLag : default);
                }

                return true;
            },
            cancellationToken);
}
