using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary><c>/api/v2/settings/objects</c>, for one schema: whether the audit log is on.</summary>
internal sealed class V2Settings(SandboxTenant tenant)
{
    private const string AuditLogSchema = "builtin:audit-log";
    private const int PageSize = 100;

    public Answer Handle(ApiRequest request, TenantCaller caller)
    {
        if (request.Method != "GET")
        {
            return Answer.Error(TenantErrors.MethodNotAllowed);
        }

        if (!caller.Scopes.Contains(TokenScopes.ReadSettings))
        {
            return Answer.Error(TenantErrors.MissingScope([TokenScopes.ReadSettings]));
        }

        return request.Query["schemaIds"].ToString() == AuditLogSchema
            ? Objects()
            : Answer.Error(
                TenantErrors.Violated("schemaIds", $"must be {AuditLogSchema}: a sandbox has no other.", TenantErrors.Query));
    }

    private Answer Objects() => Answer.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        writer.WriteStartObject();
        writer.WriteString("objectId", "sandbox-audit-log");
        writer.WriteStartObject("value");
        writer.WriteBoolean("enabled", tenant.AuditLog.Enabled);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteNumber("totalCount", 1);
        writer.WriteNumber("pageSize", PageSize);
        writer.WriteEndObject();
    });
}
