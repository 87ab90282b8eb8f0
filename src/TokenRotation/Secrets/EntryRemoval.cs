namespace TokenRotation.Secrets;

/// <summary>Whether what is kept beside an entry can be removed again.</summary>
internal enum EntryRemoval
{
    /// <summary>Whoever reaches the store can remove entries.</summary>
    Always,

    /// <summary>This run can; another one may be given no way to do it.</summary>
    InThisRun,

    /// <summary>What is written stays until something else is written over it.</summary>
    Never,
}
