using TokenRotation.Rotation;

namespace TokenRotation.Simulation;

/// <summary>Looks at each call before it is carried out, and may decide what goes wrong with it.</summary>
internal interface IWatch
{
    Fault? At(PendingCall call);

    void Noted(Run run, RotationNote note);
}
