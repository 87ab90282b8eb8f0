using System.Text.Json;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Audit;

/// <summary>What changed of a token, as the audit log tells it.</summary>
internal static class TokenPatch
{
    public static IReadOnlyList<AuditChange> Between(TenantToken before, TenantToken after)
    {
        var changes = new List<AuditChange>();
        Add(changes, "/name", Text(before.Name), Text(after.Name));
        Add(changes, "/enabled", before.Enabled ? "true" : "false", after.Enabled ? "true" : "false");
        Add(changes, "/scopes", Texts(before.Scopes), Texts(after.Scopes));
        return changes;
    }

    private static void Add(List<AuditChange> changes, string path, string before, string after)
    {
        if (before != after)
        {
            changes.Add(new AuditChange("replace", path, after, before));
        }
    }

    private static string Text(string value) => "\"" + JsonEncodedText.Encode(value) + "\"";

    private static string Texts(IEnumerable<string> values) => "[" + string.Join(',', values.Select(Text)) + "]";
}
