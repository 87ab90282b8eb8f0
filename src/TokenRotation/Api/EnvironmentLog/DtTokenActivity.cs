namespace TokenRotation;

/// <summary>
/// An entry of an environment's audit log that is about a token: what it did, or what was done to it. Times are UTC. What the
/// environment did not say is null; its lists of actions and categories are open.
/// </summary>
public sealed record DtTokenActivity
{
    /// <summary>The base URL of the environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The ID of the token that was asked about.</summary>
    public required string SubjectId { get; init; }

    /// <summary>Whether the token did this, made another token by it, or had it done to it.</summary>
    public DtTokenActivityKind Kind { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>What was done, as the environment writes it: <c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c> and others.</summary>
    public string? Action { get; init; }

    /// <summary>What kind of thing it was done to: <c>TOKEN</c>, <c>CONFIG</c> and others.</summary>
    public string? Category { get; init; }

    /// <summary>The thing it was done to. For a token its ID.</summary>
    public string? EntityId { get; init; }

    /// <summary>Who did it: a token's ID, or a user.</summary>
    public string? User { get; init; }

    /// <summary>Where it was done from: an address, and the way in.</summary>
    public string? Origin { get; init; }

    /// <summary>The address in <see cref="Origin"/>; null if there is none.</summary>
    public string? Address { get; init; }

    /// <summary>Whether it succeeded.</summary>
    public bool? Success { get; init; }

    /// <summary>What the environment says beside it.</summary>
    public string? Message { get; init; }

    /// <summary>What changed, as JSON (RFC 6902 with the value before), without secrets and of bounded length.</summary>
    public string? Changes { get; init; }

    /// <summary>The entry's ID in the audit log.</summary>
    public string? LogId { get; init; }
}
