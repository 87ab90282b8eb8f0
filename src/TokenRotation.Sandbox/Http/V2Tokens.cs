using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary><c>/api/v2/apiTokens</c>.</summary>
internal sealed class V2Tokens(SandboxTenant tenant)
{
    private static readonly JsonEncodedText ExpirationDate = JsonEncodedText.Encode("expirationDate");

    public Answer Handle(ApiRequest request, TenantCaller caller, string[] rest) => (request.Method, rest) switch
    {
        ("GET", []) => List(request.Query, caller),
        ("POST", []) => Create(JsonBody.Parse(request.Body), caller),
        ("POST", ["lookup"]) => Lookup(JsonBody.Parse(request.Body), caller),
        ("GET", [var id]) => Token(tenant.Get(Generation.V2, caller, id)),
        ("PUT", [var id]) => Update(JsonBody.Parse(request.Body), caller, id),
        ("DELETE", [var id]) => Done(tenant.Delete(Generation.V2, caller, id)),
        (_, [] or [_]) => Answer.Error(TenantErrors.MethodNotAllowed),
        _ => Answer.Error(TenantErrors.NoSuchEndpoint),
    };

    private Answer Token(Outcome<TenantToken> outcome) => outcome.Succeeded
        ? Answer.Json(
            outcome.Status, writer => TokenJson.WriteV2(writer, outcome.Value!, FieldsOf(outcome.Value!, TokenFields.All)))
            with
        { TargetId = outcome.Value!.Id }
        : Answer.Error(outcome.Error);

    private static Answer Done(Outcome outcome) => outcome.Succeeded ? new Answer(outcome.Status) : Answer.Error(outcome.Error);

    private static (TokenSort Sort, bool Descending) SortOf(string text)
    {
        var descending = text.StartsWith('-');
        return (text.TrimStart('+', '-', ' ') switch
        {
            "name" => TokenSort.Name,
            "lastUsedDate" => TokenSort.LastUsedDate,
            "creationDate" => TokenSort.CreationDate,
            "expirationDate" => TokenSort.ExpirationDate,
            "modifiedDate" => TokenSort.ModifiedDate,
            _ => throw new InvalidRequestException("sort", "is not a valid field to sort by.", TenantErrors.Query),
        }, descending);
    }

    private TokenFields FieldsOf(TenantToken token, TokenFields wanted) =>
        token.Owner.Length == 0 && tenant.Options.EmptyOwnersLeftOut ? wanted & ~TokenFields.Owner : wanted;

    private Answer List(IQueryCollection query, TenantCaller caller)
    {
        var outcome = query["nextPageKey"].ToString() is { Length: > 0 } key
            ? ListNext(query, caller, key)
            : tenant.List(caller, QueryOf(query));
        return outcome.Succeeded ? Page(outcome.Value!) : Answer.Error(outcome.Error);
    }

    private Outcome<TokenListPage> ListNext(IQueryCollection query, TenantCaller caller, string key)
    {
        var second = V2Query.BesideKey(query);
        return second is null ? tenant.ListNext(caller, key) : TenantErrors.KeyNotAlone(second);
    }

    private TokenListQuery QueryOf(IQueryCollection query)
    {
        var (sort, descending) = query.TryGetValue("sort", out var order)
            ? SortOf(order.ToString())
            : (TokenSort.CreationDate, true);
        var result = new TokenListQuery
        {
            Sort = sort,
            Descending = descending,
            PageSize = V2Query.PageSize(query, TokenListQuery.DefaultPageSize),
            Fields = query.TryGetValue("fields", out var fields) ? FieldSelection.Parse(fields.ToString()) : TokenFields.Default,
            From = V2Query.Time(query, "from", tenant.Now),
            To = V2Query.Time(query, "to", tenant.Now),
        };
        return query.TryGetValue("apiTokenSelector", out var selector)
            ? TokenSelector.Apply(selector.ToString(), result)
            : result;
    }

    private Answer Page(TokenListPage page) => Answer.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("totalCount", page.TotalCount);
        writer.WriteNumber("pageSize", page.Query.PageSize);
        if (page.NextPageKey is { } key)
        {
            writer.WriteString("nextPageKey", key);
        }
        else if (tenant.Options.LastPageHasNullKey)
        {
            writer.WriteNull("nextPageKey");
        }

        writer.WriteStartArray("apiTokens");
        foreach (var token in page.Tokens)
        {
            TokenJson.WriteV2(writer, token, FieldsOf(token, page.Query.Fields));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private Answer Create(JsonBody body, TenantCaller caller)
    {
        var created = tenant.Create(Generation.V2, caller, new TokenCreation
        {
            Name = body.Text("name"),
            Scopes = body.Texts("scopes"),
            ExpirationDate = body.Text("expirationDate") is { } expiry
                ? Timeframe.Parse(expiry, tenant.Now, "expirationDate", TenantErrors.PayloadBody)
                : null,
            PersonalAccessToken = body.Flag("personalAccessToken") ?? false,
        });
        return created.Succeeded ? Created(created.Value!) : Answer.Error(created.Error);
    }

    private static Answer Created(TenantToken token) => Answer.Json(201, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("id", token.Id);
        writer.WriteString("token", token.Token);
        if (token.ExpirationDate is { } expiry)
        {
            TokenJson.WriteDate(writer, ExpirationDate, expiry);
        }

        writer.WriteEndObject();
    }) with
    { TargetId = token.Id };

    private Answer Lookup(JsonBody body, TenantCaller caller) => body.Text("token") is { } secret
        ? Token(tenant.Lookup(Generation.V2, caller, secret))
        : Answer.Error(TenantErrors.Violated("token", "must not be null."));

    private Answer Update(JsonBody body, TenantCaller caller, string id) =>
        Done(tenant.Update(Generation.V2, caller, id, new TokenChange
        {
            Name = body.Text("name"),
            Enabled = body.Flag("enabled"),
            Scopes = body.Texts("scopes"),
        }));
}
