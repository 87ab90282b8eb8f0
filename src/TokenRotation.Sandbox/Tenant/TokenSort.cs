namespace TokenRotation.Sandbox.Tenant;

/// <summary>What a v2 list can be sorted by.</summary>
public enum TokenSort
{
    /// <summary><c>creationDate</c>.</summary>
    CreationDate,

    /// <summary><c>name</c>, by code point.</summary>
    Name,

    /// <summary><c>lastUsedDate</c>: never used counts as the earliest.</summary>
    LastUsedDate,

    /// <summary><c>expirationDate</c>: unlimited counts as the latest.</summary>
    ExpirationDate,

    /// <summary><c>modifiedDate</c>: never modified counts as the earliest.</summary>
    ModifiedDate,
}
