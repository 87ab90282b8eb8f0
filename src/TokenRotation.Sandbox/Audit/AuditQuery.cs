namespace TokenRotation.Sandbox.Audit;

/// <summary>What a list of the audit log is to find.</summary>
/// <param name="From">Written at this time or later.</param>
/// <param name="To">Written at this time or earlier.</param>
/// <param name="Criteria">All that must hold.</param>
/// <param name="OldestFirst">Whether the order is that of time, and not the reverse.</param>
/// <param name="PageSize">Entries a page.</param>
internal sealed record AuditQuery(
    DateTimeOffset From, DateTimeOffset To, IReadOnlyList<AuditCriterion> Criteria, bool OldestFirst, int PageSize)
{
    /// <summary>The page size without a <c>pageSize</c>.</summary>
    public const int DefaultPageSize = 1000;

    /// <summary>The largest page size.</summary>
    public const int MaximumPageSize = 5000;

    /// <summary>How far a list looks back without a <c>from</c>.</summary>
    public static readonly TimeSpan DefaultTimeframe = TimeSpan.FromDays(14);

    public bool Matches(WrittenEntry written) =>
        written.Timestamp >= From && written.Timestamp <= To && Criteria.All(criterion => criterion.Holds(written.Entry));
}
