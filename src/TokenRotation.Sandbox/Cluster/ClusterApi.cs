using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Cluster;

/// <summary>
/// <c>/api/cluster/v2</c>: the cluster's own tokens, with the shapes of v1, and managing tokens of environments. Source: the
/// vendor's OpenAPI document of cluster API v2 (2021). Whom a managing token belongs to is a guess: the cluster token's owner.
/// </summary>
internal sealed class ClusterApi(SandboxCluster cluster, SandboxTenant environment, string environmentId)
{
    private readonly V1Tokens _tokens = new(cluster.Tenant);

    public Answer Handle(ApiRequest request, string[] rest)
    {
        if (request.Secret is null)
        {
            return Answer.Error(TenantErrors.Unauthorized);
        }

        var caller = cluster.Tenant.Authenticate(request.Secret, request.IpAddress);
        return caller.Succeeded ? Handle(request, caller.Value!, rest) : Answer.Error(TenantErrors.ClusterTokenInvalid);
    }

    private Answer Handle(ApiRequest request, TenantCaller caller, string[] rest) => rest switch
    {
        ["tokens", .. var token] => _tokens.Handle(request, caller, token),
        ["environments", var id, "tokenManagementToken"] when request.Method == "POST" =>
            Mint(JsonBody.Parse(request.Body), caller, id),
        ["environments", _, "tokenManagementToken"] => Answer.Error(TenantErrors.MethodNotAllowed),
        _ => Answer.Error(TenantErrors.NoSuchEndpoint),
    };

    private Answer Mint(JsonBody body, TenantCaller caller, string id)
    {
        if (!caller.Scopes.Contains(TokenScopes.EnvironmentTokenManagement))
        {
            return Answer.Error(TenantErrors.MissingScope([TokenScopes.EnvironmentTokenManagement]));
        }

        if (id != environmentId)
        {
            return Answer.Error(TenantErrors.NoSuchEnvironment);
        }

        if (body.Text("name") is not { Length: > 0 } name)
        {
            return Answer.Error(TenantErrors.Violated("name", "must not be empty."));
        }

        var minted = environment.Seed(new SeedToken
        {
            Name = name,
            Owner = caller.Owner,
            Scopes = [TokenScopes.Read, TokenScopes.Write, TokenScopes.TokenManagement],
            ExpirationDate = body.Object("expiresIn") is { } duration ? V1Duration.After(duration, environment.Now) : null,
        });
        return V1Tokens.Created(minted);
    }
}
