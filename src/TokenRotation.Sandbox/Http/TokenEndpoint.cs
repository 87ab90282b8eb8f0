using Microsoft.AspNetCore.WebUtilities;
using System.Text;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>
/// The account's <c>oauth2/token</c>: an access token for a client's ID and secret. A scope that the client lacks spoils the
/// whole request, and the answer does not say which, as recorded.
/// </summary>
internal sealed class TokenEndpoint(SandboxAccount account)
{
    public Answer Handle(ApiRequest request)
    {
        if (request.Method != "POST")
        {
            return Answer.Error(TenantErrors.MethodNotAllowed);
        }

        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(request.Body.Span));
        string? Field(string name) => form.TryGetValue(name, out var value) ? value.ToString() : null;
        if (Field("grant_type") != "client_credentials")
        {
            return Refused("unsupported_grant_type");
        }

        var scopes = (Field("scope") ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (token, error) = account.Grant(Field("client_id"), Field("client_secret"), scopes, Field("resource"));
        return token is null ? Refused(error) : Granted(token, account.Options.AccessTokenLifetime);
    }

    private static Answer Granted(AccessToken token, TimeSpan lifetime) => Answer.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("scope", string.Join(' ', token.Scopes));
        writer.WriteString("token_type", "Bearer");
        writer.WriteNumber("expires_in", (int)lifetime.TotalSeconds);
        writer.WriteString("access_token", token.Text);
        if (token.Resource is { } resource)
        {
            writer.WriteString("resource", resource);
        }

        writer.WriteEndObject();
    });

    private static Answer Refused(string error) => Answer.Json(400, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error", error);
        writer.WriteString("error_description", string.Empty);
        writer.WriteEndObject();
    });
}
