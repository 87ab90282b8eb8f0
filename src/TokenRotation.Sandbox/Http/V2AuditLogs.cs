using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TokenRotation.Sandbox.Audit;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary><c>/api/v2/auditlogs</c>.</summary>
internal sealed class V2AuditLogs(SandboxTenant tenant, string environmentId)
{
    public Answer Handle(ApiRequest request, TenantCaller caller)
    {
        if (request.Method != "GET")
        {
            return Answer.Error(TenantErrors.MethodNotAllowed);
        }

        return caller.Scopes.Contains(TokenScopes.ReadAuditLogs)
            ? List(request.Query)
            : Answer.Error(TenantErrors.MissingScope([TokenScopes.ReadAuditLogs]));
    }

    private Answer List(IQueryCollection query)
    {
        if (query["nextPageKey"].ToString() is not { Length: > 0 } text)
        {
            return Written(tenant.AuditLog.Page(QueryOf(query), after: null));
        }

        if (V2Query.BesideKey(query) is { } second)
        {
            return Answer.Error(TenantErrors.KeyNotAlone(second));
        }

        return AuditPageKey.TryDecode(text) is { Query.PageSize: > 0 and <= AuditQuery.MaximumPageSize } key
            ? Written(tenant.AuditLog.Page(key.Query, key))
            : Answer.Error(TenantErrors.Violated("nextPageKey", "is not valid.", TenantErrors.Query));
    }

    private AuditQuery QueryOf(IQueryCollection query)
    {
        var now = tenant.Now;
        var size = V2Query.PageSize(query, AuditQuery.DefaultPageSize);
        if (size is < 1 or > AuditQuery.MaximumPageSize)
        {
            throw new InvalidRequestException(
                "pageSize", $"must be between 1 and {AuditQuery.MaximumPageSize}.", TenantErrors.Query);
        }

        return new AuditQuery(
            V2Query.Time(query, "from", now) ?? now - AuditQuery.DefaultTimeframe,
            V2Query.Time(query, "to", now) ?? now,
            query.TryGetValue("filter", out var filter) ? CriteriaOf(filter.ToString()) : [],
            OldestFirst: query.TryGetValue("sort", out var sort) && OldestFirst(sort.ToString()),
            size);
    }

    private static bool OldestFirst(string sort) => sort.TrimStart('+', ' ') switch
    {
        "timestamp" => true,
        "-timestamp" => false,
        _ => throw new InvalidRequestException("sort", "must be timestamp or -timestamp.", TenantErrors.Query),
    };

    private static AuditCriterion[] CriteriaOf(string filter) => [.. Criteria.Parse("filter", filter).Select(item =>
        AuditCriterion.IsKnown(item.Name)
            ? new AuditCriterion(item.Name, item.Values)
            : throw new InvalidRequestException("filter", $"has no valid criterion '{item.Name}'.", TenantErrors.Query))];

    private Answer Written(AuditPage page) => Answer.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("totalCount", page.TotalCount);
        writer.WriteNumber("pageSize", page.PageSize);
        if (page.NextPageKey is { } key)
        {
            writer.WriteString("nextPageKey", key);
        }
        else if (tenant.Options.LastPageHasNullKey)
        {
            writer.WriteNull("nextPageKey");
        }

        writer.WriteStartArray("auditLogs");
        foreach (var written in page.Entries)
        {
            Write(writer, written);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>An entry in the order of the documented example; what it does not have is left out.</summary>
    private void Write(Utf8JsonWriter writer, WrittenEntry written)
    {
        var entry = written.Entry;
        writer.WriteStartObject();
        writer.WriteString("logId", written.LogId);
        writer.WriteString("eventType", entry.EventType);
        writer.WriteString("category", entry.Category);
        WriteKnown(writer, "entityId", entry.EntityId);
        writer.WriteString("environmentId", environmentId);
        writer.WriteString("user", entry.User);
        writer.WriteString("userType", entry.UserType);
        WriteKnown(writer, "userOrigin", entry.UserOrigin);
        writer.WriteNumber("timestamp", written.Timestamp.ToUnixTimeMilliseconds());
        writer.WriteBoolean("success", entry.Success);
        WriteKnown(writer, "message", entry.Message);
        if (entry.Patch is { } patch)
        {
            WritePatch(writer, patch);
        }

        writer.WriteEndObject();
    }

    private static void WritePatch(Utf8JsonWriter writer, IReadOnlyList<AuditChange> patch)
    {
        writer.WriteStartArray("patch");
        foreach (var change in patch)
        {
            writer.WriteStartObject();
            writer.WriteString("op", change.Op);
            writer.WriteString("path", change.Path);
            WriteRaw(writer, "value", change.Value);
            WriteRaw(writer, "oldValue", change.OldValue);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteKnown(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteRaw(Utf8JsonWriter writer, string name, string? json)
    {
        if (json is not null)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json);
        }
    }
}
