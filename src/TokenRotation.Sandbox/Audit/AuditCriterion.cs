namespace TokenRotation.Sandbox.Audit;

/// <summary>
/// A criterion of the <c>filter</c>: any of its values will do. <c>entityId</c> is found anywhere in the entry's, the others are
/// equal to it.
/// </summary>
/// <param name="Name">The criterion's name.</param>
/// <param name="Values">The values.</param>
internal sealed record AuditCriterion(string Name, IReadOnlyList<string> Values)
{
    /// <summary>Whether a filter may have a criterion of this name.</summary>
    public static bool IsKnown(string name) => name is "user" or "eventType" or "category" or "entityId" || IsOfSettings(name);

    public bool Holds(AuditEntry entry) => Name switch
    {
        "user" => Values.Contains(entry.User, StringComparer.Ordinal),
        "eventType" => Values.Contains(entry.EventType, StringComparer.Ordinal),
        "category" => Values.Contains(entry.Category, StringComparer.Ordinal),
        "entityId" => entry.EntityId is { } id && Values.Any(value => id.Contains(value, StringComparison.Ordinal)),
        // No entry of a sandbox is about settings.
        _ => false,
    };

    private static bool IsOfSettings(string name) =>
        name is "dt.settings.schema_id" or "dt.settings.scope_id" or "dt.settings.key" or "dt.settings.object_id";
}
