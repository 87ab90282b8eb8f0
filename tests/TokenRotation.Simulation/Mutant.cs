using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation;

/// <summary>A deliberate bug, put between the rotation and what it works with. This one is none.</summary>
internal class Mutant
{
    public static Mutant None { get; } = new();

    public virtual string Name => "none";

    public virtual ITokenApi Api(ITokenApi api, Run run) => api;

    public virtual ISecretStore Store(ISecretStore store, Run run) => store;

    public virtual IRotationHost Host(IRotationHost host, Run run) => host;

    public virtual RotationOptions Options(RotationOptions options, Run run) => options;
}
