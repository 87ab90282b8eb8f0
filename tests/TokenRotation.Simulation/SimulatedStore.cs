using TokenRotation.Secrets;

namespace TokenRotation.Simulation;

/// <summary>A vault as one run reaches it: every call may go wrong.</summary>
internal sealed class SimulatedStore(Run run, SimulatedVault vault) : ISecretStore
{
    private static readonly TimeSpan LongestLag = TimeSpan.FromMinutes(3);

    public string Name => run.HasAliases ? "alias-of-" + vault.Name : vault.Name;

    public EntryRemoval Removal => run.World.Scenario.StoreUse.Removal;

    public Task<StoredSecret?> ReadAsync(string name, CancellationToken cancellationToken) => run.World.SuspendAsync(
        run,
        CallKind.StoreRead,
        $"read '{name}'",
        _ =>
        {
            run.SeeEntry(vault.Name, name);
            return vault.Read(name);
        },
        cancellationToken);

    public Task WriteAsync(string name, ApiToken token, string tokenId, CancellationToken cancellationToken)
    {
        var secret = token.Reveal();
        return run.World.SuspendAsync(
            run,
            CallKind.StoreWrite,
            $"write '{name}' = {tokenId}",
            call =>
            {
                run.World.Invariants.Given(secret);
                if (call.Twist != Fault.Lie)
                {
                    run.World.Invariants.EntryWritten(run, vault, name, secret);
                    vault.Write(name, secret, tokenId, call.Twist == Fault.Lag ? LongestLag : default);
                }

                return true;
            },
            cancellationToken);
    }

    public Task RemoveAsync(string name, CancellationToken cancellationToken) => Removal == EntryRemoval.Never
        ? Task.CompletedTask
        : run.World.SuspendAsync(
            run,
            CallKind.StoreWrite,
            $"remove '{name}'",
            call =>
            {
                if (call.Twist != Fault.Lie)
                {
                    run.World.Invariants.EntryWritten(run, vault, name, null);
                    vault.Write(name, null, null);
                }

                return true;
            },
            cancellationToken);

    public Task<IReadOnlyCollection<string>?> ListAsync(CancellationToken cancellationToken) =>
        run.World.Scenario.StoreUse.Lists
            ? run.World.SuspendAsync(run, CallKind.StoreRead, "list", _ => Names(), cancellationToken)
            : Task.FromResult<IReadOnlyCollection<string>?>(null);

    private IReadOnlyCollection<string>? Names() => [.. vault.Names];
}
