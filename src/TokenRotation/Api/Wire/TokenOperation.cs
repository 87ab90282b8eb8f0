namespace TokenRotation.Api.Wire;

/// <summary>What a request is for: the same status means different things to different operations.</summary>
internal enum TokenOperation
{
    List,
    Get,
    Lookup,
    Create,
    Update,
    Delete,
    ReadLog,
    ReadUser,
    Probe,
}
