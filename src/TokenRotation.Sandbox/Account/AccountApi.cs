using System.Globalization;
using Microsoft.AspNetCore.Http;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Account;

/// <summary>The account's <c>iam/v1/accounts/{uuid}/platform-tokens</c>.</summary>
internal sealed class AccountApi(SandboxAccount account)
{
    private const int DefaultPageSize = 100;
    private const int LargestPageSize = 1000;

    public Answer Handle(ApiRequest request, string[] rest)
    {
        try
        {
            if (rest is not ["iam", "v1", "accounts", var uuid, ("platform-tokens" or "users") and var subject, .. var operation])
            {
                return Refused(TenantErrors.NoSuchEndpoint);
            }

            var caller = LetIn(request, uuid);
            return !caller.Succeeded ? Refused(caller.Error)
                : subject == "users" ? User(request, caller.Value!, operation)
                : Serve(request, caller.Value!, operation);
        }
        catch (InvalidRequestException)
        {
            return Refused(AccountErrors.JsonMapping);
        }
    }

    private static DateTimeOffset? Expiry(JsonBody body) => body.Text("expirationDate") is not { } text
        ? null
        : DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? date
            : throw new InvalidRequestException(AccountErrors.JsonMapping);

    private static bool? Status(string? text) => text switch
    {
        null or "" => null,
        "ACTIVE" => true,
        "INACTIVE" => false,
        _ => throw new InvalidRequestException(AccountErrors.JsonMapping),
    };

    private static int Number(IQueryCollection query, string name, int otherwise, int greatest) =>
        int.TryParse(query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? Math.Min(number, greatest)
            : otherwise;

    private Outcome<AccountCaller> LetIn(ApiRequest request, string uuid)
    {
        // A platform token that is tried here is not in use, and is not let in.
        var caller = request.Bearer is null ? AccountErrors.Unauthorized : account.Identify(request.Bearer, address: null);
        return !caller.Succeeded || caller.Value!.IsPlatformToken ? AccountErrors.Unauthorized
            : uuid != account.Uuid ? AccountErrors.NoSuchAccount
            : !caller.Value.Resources.Contains(account.Urn) ? AccountErrors.Forbidden
            : caller;
    }

    private Answer Serve(ApiRequest request, AccountCaller caller, string[] operation) => (request.Method, operation) switch
    {
        ("GET", []) => List(request.Query, caller),
        ("POST", []) => Create(JsonBody.Parse(request.Body), caller),
        ("PUT", [var id, "expiration-date"]) => Done(account.SetExpiry(caller, id, Expiry(JsonBody.Parse(request.Body))), id),
        ("PUT", [var id, "status"]) => Done(
            account.SetActive(
                caller,
                id,
                Status(JsonBody.Parse(request.Body).Text("status"))
                    ?? throw new InvalidRequestException(AccountErrors.JsonMapping)),
            id),
        ("DELETE", [var id]) => Done(account.Delete(caller, id), id),
        (_, [] or [_] or [_, "status" or "expiration-date"]) => Refused(TenantErrors.MethodNotAllowed),
        _ => Refused(TenantErrors.NoSuchEndpoint),
    };

    private Answer User(ApiRequest request, AccountCaller caller, string[] operation) => (request.Method, operation) switch
    {
        ("GET", [_]) when !caller.ReadsUsers => Refused(AccountErrors.UsersForbidden),
        ("GET", [var email]) => account.FindUser(Uri.UnescapeDataString(email)) is { } uuid
            ? Answer.Json(200, writer => AccountJson.WriteUser(writer, uuid, Uri.UnescapeDataString(email)))
            : Refused(AccountErrors.NoSuchUser),
        _ => Refused(TenantErrors.NoSuchEndpoint),
    };

    private Answer List(IQueryCollection query, AccountCaller caller)
    {
        var outcome = account.List(caller, new PlatformTokenQuery(
            query["searchTerm"].ToString() is { Length: > 0 } term ? term : null,
            Status(query["status"]),
            Number(query, "page", 1, int.MaxValue),
            Number(query, "size", DefaultPageSize, LargestPageSize)));
        return outcome.Succeeded
            ? Answer.Json(200, writer => AccountJson.Write(writer, outcome.Value!, account))
            : Refused(outcome.Error);
    }

    private Answer Create(JsonBody body, AccountCaller caller)
    {
        var outcome = account.Create(caller, new PlatformTokenCreation(
            body.Text("name"),
            body.Texts("scope"),
            body.Texts("resource"),
            body.Texts("tags") ?? [],
            Expiry(body),
            body.Text("userUuid")));
        return outcome.Succeeded
            ? Answer.Json(outcome.Status, writer => AccountJson.WriteCreated(writer, outcome.Value!)) with
            {
                TargetId = outcome.Value!.Id,
            }
            : Refused(outcome.Error);
    }

    private Answer Done(Outcome outcome, string id) => outcome.Succeeded
        ? new Answer(outcome.Status) { TargetId = id }
        : Refused(outcome.Error);

    private Answer Refused(TenantError error) => account.Options.AccountErrors switch
    {
        AccountErrorShape.Envelope => Answer.Error(error),
        AccountErrorShape.Empty => new Answer(error.Code),
        _ => Answer.Json(error.Code, writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("error", true);
            writer.WriteString("message", error.Message);
            writer.WriteNull("payload");
            writer.WriteEndObject();
        }),
    };
}
