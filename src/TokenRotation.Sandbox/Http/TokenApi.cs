using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>Leads a request to the API generation that its path names, once its caller is let in.</summary>
internal sealed class TokenApi(SandboxTenant tenant, string environmentId)
{
    private readonly V1Tokens _v1 = new(tenant);
    private readonly V2Tokens _v2 = new(tenant);
    private readonly V2AuditLogs _auditLogs = new(tenant, environmentId);
    private readonly V2Settings _settings = new(tenant);

    public Answer Handle(ApiRequest request)
    {
        try
        {
            return request.Segments switch
            {
                ["api", "v1", "tokens", .. var rest] => LetIn(request, caller => _v1.Handle(request, caller, rest)),
                ["api", "v2", "apiTokens", .. var rest] => LetIn(request, caller => _v2.Handle(request, caller, rest)),
                ["api", "v2", "auditlogs"] => LetIn(request, caller => _auditLogs.Handle(request, caller)),
                ["api", "v2", "settings", "objects"] => LetIn(request, caller => _settings.Handle(request, caller)),
                _ => Answer.Error(TenantErrors.NoSuchEndpoint),
            };
        }
        catch (InvalidRequestException invalid)
        {
            return Answer.Error(invalid.Error);
        }
    }

    private Answer LetIn(ApiRequest request, Func<TenantToken, Answer> handle)
    {
        var caller = tenant.Authenticate(request.Secret, request.IpAddress);
        return caller.Succeeded ? handle(caller.Value!) : Answer.Error(caller.Error);
    }
}
