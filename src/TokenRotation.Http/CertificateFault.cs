namespace TokenRotation.Http;

/// <summary>What is wrong with a server's certificate; several things may be.</summary>
[Flags]
public enum CertificateFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is for other names than the server's.</summary>
    OtherName = 1,

    /// <summary>It has expired, or is not valid yet.</summary>
    OutOfDate = 2,

    /// <summary>No authority that the system trusts has issued it, and none was given.</summary>
    UnknownAuthority = 4,

    /// <summary>Neither an authority that the system trusts nor the one that was given has issued it.</summary>
    OtherAuthority = 8,

    /// <summary>Its key or its signature can be forged.</summary>
    Weak = 16,

    /// <summary>Something else, such as another purpose.</summary>
    Other = 32,
}
