using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Audit;

/// <summary>Writes into the audit log what callers do to tokens, and what they try.</summary>
internal sealed class TokenAudit(AuditLog log)
{
    private const string Category = "TOKEN";

    public void Created(TenantCaller caller, Outcome<TenantToken> outcome) =>
        Write(caller, "CREATE", outcome.Value?.Id, outcome, patch: null);

    /// <summary>Nothing is written of a token that does not exist, nor of a change that changes nothing.</summary>
    public void Updated(TenantCaller caller, TenantToken? before, TenantToken? after, Outcome outcome)
    {
        if (before is null || after is null)
        {
            return;
        }

        var patch = TokenPatch.Between(before, after);
        if (patch.Count > 0 || !outcome.Succeeded)
        {
            Write(caller, "UPDATE", before.Id, outcome, patch.Count > 0 ? patch : null);
        }
    }

    /// <summary>Nothing is written of a token that does not exist.</summary>
    public void Deleted(TenantCaller caller, TenantToken? before, Outcome outcome)
    {
        if (before is not null)
        {
            Write(caller, "DELETE", before.Id, outcome, patch: null);
        }
    }

    private void Write(TenantCaller caller, string eventType, string? id, Outcome outcome, IReadOnlyList<AuditChange>? patch) =>
        log.Write(new AuditEntry
        {
            EventType = eventType,
            Category = Category,
            EntityId = id,
            User = caller.Id,
            UserOrigin = caller.LastUsedIpAddress is { } address ? $"API ({address})" : null,
            Success = outcome.Succeeded,
            Message = outcome.Error?.Message,
            Patch = patch,
        });
}
