namespace TokenRotation.Sandbox.Audit;

/// <summary>One row of the tenant's audit log.</summary>
public sealed record AuditEntry
{
    /// <summary>What was done: <c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c>, <c>LOGIN</c> and others.</summary>
    public required string EventType { get; init; }

    /// <summary>What kind of thing it was done to: <c>TOKEN</c>, <c>CONFIG</c>, <c>WEB_UI</c> and others.</summary>
    public required string Category { get; init; }

    /// <summary>The thing's ID; null for none.</summary>
    public string? EntityId { get; init; }

    /// <summary>Who did it.</summary>
    public required string User { get; init; }

    /// <summary>What kind of name the user is.</summary>
    public string UserType { get; init; } = "PUBLIC_TOKEN_IDENTIFIER";

    /// <summary>Where the user came from, with the address in it.</summary>
    public string? UserOrigin { get; init; }

    /// <summary>When; null for the instant at which it is written.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Whether it succeeded.</summary>
    public bool Success { get; init; } = true;

    /// <summary>What the log says beside it; null for nothing.</summary>
    public string? Message { get; init; }

    /// <summary>What changed; null for nothing to tell.</summary>
    public IReadOnlyList<AuditChange>? Patch { get; init; }
}

/// <summary>One change, as RFC 6902 writes it, with the value before.</summary>
/// <param name="Op"><c>add</c>, <c>replace</c> or <c>remove</c>.</param>
/// <param name="Path">The property, as a JSON pointer.</param>
/// <param name="Value">The value now, as JSON; null for none.</param>
/// <param name="OldValue">The value before, as JSON; null for none.</param>
public sealed record AuditChange(string Op, string Path, string? Value, string? OldValue);
