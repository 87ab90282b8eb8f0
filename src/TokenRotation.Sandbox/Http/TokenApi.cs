using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Cluster;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>Leads a request to the API generation that its path names, once its caller is let in.</summary>
internal sealed class TokenApi(
    SandboxTenant tenant, SandboxAccount account, SandboxCluster cluster, string environmentId, Func<Uri> tokenUrl)
{
    private readonly TokenEndpoint _tokenEndpoint = new(account);
    private readonly AccountApi _accountApi = new(account);
    private readonly EnvironmentProbe _probe = new(account, environmentId);
    private readonly ClusterApi _cluster = new(cluster, tenant, environmentId);
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
                ["api", "cluster", "v2", .. var rest] => _cluster.Handle(request, rest),
                ["api", "v2", "apiTokens", .. var rest] when request.Bearer is not null =>
                    account.Options.ClassicHostTakesBearer
                        ? LetBearerIn(request, caller => _v2.Handle(request, caller, rest))
                        : Answer.Error(TenantErrors.TokenExchangeFailed),
                ["api", "v2", "apiTokens", .. var rest] => LetIn(request, caller => _v2.Handle(request, caller, rest)),
                ["api", "v2", "auditlogs"] => LetIn(request, caller => _auditLogs.Handle(request, caller)),
                ["api", "v2", "settings", "objects"] => LetIn(request, caller => _settings.Handle(request, caller)),
                ["platform", "classic", "environment-api", "v2", "apiTokens", .. var rest]
                    when account.Options.AppsHostHasClassicApi =>
                    LetBearerIn(request, caller => _v2.Handle(request, caller, rest)),
                [SandboxServer.AccountSegment, "sso", "oauth2", "token"] => _tokenEndpoint.Handle(request),
                [SandboxServer.AccountSegment, .. var rest] => _accountApi.Handle(request, rest),
                ["platform", "management", "v1", "environment"] => _probe.Handle(request),
                ["sso", "oauth2", "token"] => MovedToAccount(),
                _ => Answer.Error(TenantErrors.NoSuchEndpoint),
            };
        }
        catch (InvalidRequestException invalid)
        {
            return Answer.Error(invalid.Error);
        }
    }

    /// <summary>The environment has no token endpoint of its own, and says so with a redirect, as recorded.</summary>
    private Answer MovedToAccount() =>
        new(301) { Headers = new Dictionary<string, string> { ["Location"] = tokenUrl().AbsoluteUri } };

    private Answer LetIn(ApiRequest request, Func<TenantCaller, Answer> handle)
    {
        var caller = tenant.Authenticate(request.Secret, request.IpAddress);
        return caller.Succeeded ? Serve(request, caller.Value!, handle) : Answer.Error(caller.Error);
    }

    private Answer LetBearerIn(ApiRequest request, Func<TenantCaller, Answer> handle)
    {
        var caller = request.Bearer is null
            ? TenantErrors.BearerRefused(401)
            : account.Authenticate(request.Bearer, request.IpAddress);
        return caller.Succeeded ? Serve(request, caller.Value!, handle) : Answer.Error(caller.Error);
    }

    private Answer Serve(ApiRequest request, TenantCaller caller, Func<TenantCaller, Answer> handle) =>
        IsUnreadable(request) ? Answer.Error(TenantErrors.NotJson) : handle(caller with { Node = request.Node });

    private bool IsUnreadable(ApiRequest request) =>
        tenant.Options.OtherContentTypesRefused
        && request.Method is ("POST" or "PUT")
        && request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true;
}
