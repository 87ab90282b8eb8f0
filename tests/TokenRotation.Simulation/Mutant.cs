using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation;

/// <summary>A deliberate bug, put between the rotation and what it works with. This one is none.</summary>
internal class Mutant
{
    public static Mutant None { get; } = new();

    public virtual string Name => "none";

    /// <summary>Whether it can show itself in a schedule: those where it cannot are not run.</summary>
    public virtual bool Concerns(Scenario scenario) => true;

    /// <summary>An answer about another token than the question is taken for the answer.</summary>
    public virtual bool BelievesEveryAnswer => false;

    public virtual ITokenApi Api(ITokenApi api, Run run) => api;

    public virtual ISecretStore Store(ISecretStore store, Run run) => store;

    public virtual IRotationHost Host(IRotationHost host, Run run) => host;

    /// <summary>The vaults that a run writes to.</summary>
    public virtual IEnumerable<SimulatedVault> Vaults(IReadOnlyList<SimulatedVault> vaults, Run run) => vaults;

    public virtual RotationOptions Options(RotationOptions options, Run run) => options;
}
