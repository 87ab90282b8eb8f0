namespace TokenRotation.Api;

/// <summary>Which tokens a list names first.</summary>
internal enum TokenOrder
{
    /// <summary>The most recently created.</summary>
    NewestFirst,

    /// <summary>Those whose name or scopes changed most recently; never-modified tokens come last.</summary>
    LastModifiedFirst,
}
