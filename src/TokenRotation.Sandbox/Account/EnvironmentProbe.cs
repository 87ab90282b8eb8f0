using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Account;

/// <summary>
/// The environment's <c>platform/management/v1/environment</c>: who reads it has a Bearer that works here. The client's probe
/// of a platform token.
/// </summary>
internal sealed class EnvironmentProbe(SandboxAccount account, string environmentId)
{
    private static readonly string[] AnyOf =
        ["app-engine:apps:run", "app-engine:functions:run", "platform-management:environments:read"];

    public Answer Handle(ApiRequest request)
    {
        if (request.Method != "GET")
        {
            return Answer.Error(TenantErrors.MethodNotAllowed);
        }

        var address = account.Options.ProbeCountsAsUse ? request.IpAddress : null;
        var caller = request.Bearer is null ? TenantErrors.BearerRefused(401) : account.Identify(request.Bearer, address);
        if (!caller.Succeeded)
        {
            return Answer.Error(caller.Error);
        }

        return !caller.Value!.Scopes.Intersect(AnyOf, StringComparer.Ordinal).Any()
            ? Answer.Error(TenantErrors.MissingBearerScope(AnyOf))
            : Answer.Json(200, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("environmentId", environmentId);
                writer.WriteString("state", "ACTIVE");
                writer.WriteBoolean("trial", false);
                writer.WriteEndObject();
            });
    }
}
