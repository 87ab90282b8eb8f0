namespace TokenRotation.Sandbox.Tenant;

/// <summary>The properties of a token that a v2 list can give; the ID is always among them.</summary>
[Flags]
public enum TokenFields
{
    /// <summary><c>id</c> alone.</summary>
    None = 0,

    /// <summary><c>name</c>.</summary>
    Name = 1 << 0,

    /// <summary><c>enabled</c>.</summary>
    Enabled = 1 << 1,

    /// <summary><c>owner</c>.</summary>
    Owner = 1 << 2,

    /// <summary><c>creationDate</c>.</summary>
    CreationDate = 1 << 3,

    /// <summary><c>personalAccessToken</c>.</summary>
    PersonalAccessToken = 1 << 4,

    /// <summary><c>expirationDate</c>.</summary>
    ExpirationDate = 1 << 5,

    /// <summary><c>lastUsedDate</c>.</summary>
    LastUsedDate = 1 << 6,

    /// <summary><c>lastUsedIpAddress</c>.</summary>
    LastUsedIpAddress = 1 << 7,

    /// <summary><c>modifiedDate</c>.</summary>
    ModifiedDate = 1 << 8,

    /// <summary><c>scopes</c>.</summary>
    Scopes = 1 << 9,

    /// <summary><c>additionalMetadata</c>.</summary>
    AdditionalMetadata = 1 << 10,

    /// <summary>What a list gives when it is not asked for anything else.</summary>
    Default = Name | Enabled | Owner | CreationDate,

    /// <summary>Everything, as reading a single token gives it.</summary>
    All = (1 << 11) - 1,
}
