using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation.Accounts;

/// <summary>A deliberate bug, put between the rotation and what it works with. This one is none.</summary>
internal class AccountMutant
{
    public static AccountMutant None { get; } = new();

    public virtual string Name => "none";

    public virtual ITokenApi Api(ITokenApi api, AccountRun run) => api;

    public virtual ISecretStore Store(ISecretStore store, AccountRun run) => store;

    public virtual IEnumerable<SimulatedVault> Vaults(IReadOnlyList<SimulatedVault> vaults, AccountRun run) => vaults;

    public virtual IRotationHost Host(IRotationHost host, AccountRun run) => host;

    public virtual RotationOptions Options(RotationOptions options, AccountRun run) => options;
}
