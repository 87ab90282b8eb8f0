using System.Globalization;
using Microsoft.AspNetCore.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary><c>/api/v1/tokens</c>.</summary>
internal sealed class V1Tokens(SandboxTenant tenant)
{
    public Answer Handle(ApiRequest request, TenantCaller caller, string[] rest) => (request.Method, rest) switch
    {
        ("GET", []) => List(request.Query, caller),
        ("POST", []) => Create(JsonBody.Parse(request.Body), caller, request.Accept),
        ("POST", ["lookup"]) => Lookup(JsonBody.Parse(request.Body), caller),
        ("GET", [var id]) => Token(tenant.Get(Generation.V1, caller, id)),
        ("PUT", [var id]) => Update(JsonBody.Parse(request.Body), caller, id),
        ("DELETE", [var id]) => Done(tenant.Delete(Generation.V1, caller, id)),
        (_, [] or [_]) => Answer.Error(TenantErrors.MethodNotAllowed),
        _ => Answer.Error(TenantErrors.NoSuchEndpoint),
    };

    private static Answer Done(Outcome outcome) => outcome.Succeeded ? new Answer(outcome.Status) : Answer.Error(outcome.Error);

    private Answer Token(Outcome<TenantToken> outcome) => outcome.Succeeded
        ? Answer.Json(outcome.Status, writer => TokenJson.WriteV1(writer, outcome.Value!, tenant.Options))
            with
        { TargetId = outcome.Value!.Id }
        : Answer.Error(outcome.Error);

    private Answer List(IQueryCollection query, TenantCaller caller)
    {
        var outcome = tenant.ListStubs(caller, new StubListQuery
        {
            Limit = (int)(NumberOf(query, "limit", int.MaxValue) ?? StubListQuery.DefaultLimit),
            User = query.TryGetValue("user", out var user) ? user.ToString() : null,
            Permissions = [.. query["permissions"].OfType<string>()],
            From = TimeOf(query, "from"),
            To = TimeOf(query, "to"),
        });
        return outcome.Succeeded ? Stubs(outcome.Value!) : Answer.Error(outcome.Error);
    }

    private static Answer Stubs(IReadOnlyList<TenantToken> tokens) => Answer.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("values");
        foreach (var token in tokens)
        {
            TokenJson.WriteStub(writer, token);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static long? NumberOf(IQueryCollection query, string parameter, long maximum)
    {
        if (!query.TryGetValue(parameter, out var text))
        {
            return null;
        }

        return long.TryParse(text.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= int.MinValue && number <= maximum
            ? number
            : throw new InvalidRequestException(parameter, "must be an integer.", TenantErrors.Query);
    }

    private static DateTimeOffset? TimeOf(IQueryCollection query, string parameter)
    {
        var number = NumberOf(query, parameter, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
        return number is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    private Answer Create(JsonBody body, TenantCaller caller, string accept)
    {
        var created = tenant.Create(Generation.V1, caller, new TokenCreation
        {
            Name = body.Text("name"),
            Scopes = body.Texts("scopes"),
            ExpirationDate = body.Object("expiresIn") is { } duration ? V1Duration.After(duration, tenant.Now) : null,
        });
        return created.Succeeded ? Created(created.Value!, accept) : Answer.Error(created.Error);
    }

    /// <summary>The ID is not in the body, but in <c>Location</c>; <c>Accept</c> decides on the body's form.</summary>
    private static Answer Created(TenantToken token, string accept)
    {
        var answer = accept switch
        {
            _ when accept.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) =>
                Answer.Text(201, "text/plain;charset=utf-8", token.Token),
            _ when accept.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) =>
                Answer.Text(201, "text/csv;charset=utf-8", HasHeading(accept) ? $"token\n{token.Token}\n" : $"{token.Token}\n"),
            _ => InJson(token),
        };
        return Located(answer, token);
    }

    /// <summary>What answers a creation, as JSON.</summary>
    public static Answer Created(TenantToken token) => Located(InJson(token), token);

    private static Answer InJson(TenantToken token) => Answer.Json(201, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("token", token.Token);
        writer.WriteEndObject();
    });

    private static Answer Located(Answer answer, TenantToken token) =>
        answer with { TargetId = token.Id, Headers = new Dictionary<string, string> { ["Location"] = token.Id } };

    private static bool HasHeading(string accept) => accept.Contains("header=present", StringComparison.OrdinalIgnoreCase);

    private Answer Lookup(JsonBody body, TenantCaller caller) => body.Text("token") is { } secret
        ? Token(tenant.Lookup(Generation.V1, caller, secret))
        : Answer.Error(TenantErrors.Violated("token", "must not be null."));

    private Answer Update(JsonBody body, TenantCaller caller, string id) =>
        Done(tenant.Update(Generation.V1, caller, id, new TokenChange
        {
            Name = body.Text("name"),
            Enabled = !body.Flag("revoked"),
            Scopes = body.Texts("scopes"),
        }));
}
