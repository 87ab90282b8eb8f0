namespace TokenRotation.Rotation.Specs;

/// <summary>What to do with an old token when the new one has not been seen in use by the deadline.</summary>
internal enum WhenUnused
{
    /// <summary>Wait on.</summary>
    Wait,

    /// <summary>Wait on, and warn at every run.</summary>
    Warn,

    /// <summary>Revoke the old token all the same.</summary>
    Force,
}
