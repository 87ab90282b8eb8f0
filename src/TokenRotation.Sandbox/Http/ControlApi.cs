using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary><c>/_sandbox/</c>: what no Dynatrace has. It needs no credential, and tells all secrets: loopback only.</summary>
internal sealed class ControlApi(
    SandboxTenant tenant, SandboxAccount account, RateLimiter? limiter, VirtualClock clock, FaultRules faults, RequestLog log)
{
    private static readonly JsonEncodedText Now = JsonEncodedText.Encode("now");

    public Answer Handle(string method, string[] rest, ReadOnlyMemory<byte> body)
    {
        try
        {
            return (method, rest) switch
            {
                ("GET", ["state"]) => State(),
                ("GET", ["account"]) => AccountState(),
                ("GET", ["requests"]) => Answer.Json(
                    200, writer =>
                        JsonSerializer.Serialize(writer, log.Requests, ControlJson.Default.IReadOnlyListLoggedRequest)),
                ("DELETE", ["requests"]) => Done(log.Clear),
                ("GET", ["clock"]) => Time(),
                ("POST", ["clock"]) => MoveClock(JsonBody.Parse(body)),
                ("POST", ["audit"]) => SwitchAudit(JsonBody.Parse(body)),
                ("POST", ["switches"]) => SetSwitches(body),
                ("POST", ["faults"]) => AddFaults(body),
                ("DELETE", ["faults"]) => Done(faults.Clear),
                _ => Answer.Error(TenantErrors.NoSuchEndpoint),
            };
        }
        catch (InvalidRequestException invalid)
        {
            return Answer.Error(invalid.Error);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // Among them a regular expression that does not parse.
            return Answer.Error(new TenantError(400, exception.Message));
        }
    }

    private static Answer Done(Action action)
    {
        action();
        return new Answer(204);
    }

    private static string StateOf(TenantToken token, DateTimeOffset now) => token switch
    {
        { Enabled: false } => "revoked",
        { ExpirationDate: { } expiry } when expiry <= now => "expired",
        _ => "enabled",
    };

    private Answer State() => Answer.Json(200, writer =>
    {
        var now = tenant.Now;
        writer.WriteStartObject();
        TokenJson.WriteDate(writer, Now, now);
        writer.WriteStartArray("tokens");
        foreach (var token in tenant.Tokens)
        {
            writer.WriteStartObject();
            TokenJson.WriteV2Properties(writer, token, TokenFields.All);
            writer.WriteString("state", StateOf(token, now));
            writer.WriteString("token", token.Token);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private Answer AccountState() => Answer.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("accountUuid", account.Uuid);
        writer.WriteStartArray("tokens");
        foreach (var token in account.PlatformTokens)
        {
            writer.WriteStartObject();
            AccountJson.WriteProperties(writer, token, account.UseOf(token.Id), account);
            writer.WriteString("token", token.Token);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private Answer Time() => Answer.Json(200, writer =>
    {
        writer.WriteStartObject();
        TokenJson.WriteDate(writer, Now, tenant.Now);
        writer.WriteEndObject();
    });

    private Answer MoveClock(JsonBody body)
    {
        if (body.Text("set") is { } time)
        {
            clock.Set(Timeframe.Parse(time, tenant.Now, "set", TenantErrors.PayloadBody));
            return Time();
        }

        if (TimeSpan.TryParse(body.Text("advance"), CultureInfo.InvariantCulture, out var by) && by >= TimeSpan.Zero)
        {
            clock.Advance(by);
            return Time();
        }

        return Answer.Error(TenantErrors.Violated(
            "advance", "must be a duration such as 7.00:00:00, not negative; or set a time with \"set\"."));
    }

    private Answer SwitchAudit(JsonBody body)
    {
        if (body.Flag("enabled") is not { } enabled)
        {
            return Answer.Error(TenantErrors.Violated("enabled", "must be true or false."));
        }

        tenant.AuditLog.Enabled = enabled;
        return new Answer(204);
    }

    private Answer SetSwitches(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return Answer.Error(TenantErrors.UnreadableBody);
        }

        foreach (var wanted in document.RootElement.EnumerateObject())
        {
            var value = wanted.Value.ValueKind == JsonValueKind.String ? wanted.Value.GetString()! : wanted.Value.GetRawText();
            Switches.Set(tenant, account, limiter, wanted.Name, value);
        }

        return new Answer(204);
    }

    private Answer AddFaults(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var rules = document.RootElement.ValueKind == JsonValueKind.Array
            ? document.RootElement.Deserialize(ControlJson.Default.ListFaultRule)
            : [document.RootElement.Deserialize(ControlJson.Default.FaultRule)!];
        faults.Add(rules!);
        return new Answer(204);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(IReadOnlyList<LoggedRequest>))]
[JsonSerializable(typeof(List<FaultRule>))]
internal sealed partial class ControlJson : JsonSerializerContext;
