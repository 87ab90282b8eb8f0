using System.Buffers;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>The answers that something between client and server gives in place of the true one.</summary>
internal static class FaultyAnswer
{
    private const string Page =
        "<html><head><title>Service Unavailable</title></head><body><h1>The server is temporarily unable to service your "
            + "request</h1></body></html>";

    public static Answer Of(FaultRule rule, Answer? truth) => rule.Effect switch
    {
        FaultEffect.Html => Answer.Text(rule.Status ?? 503, "text/html;charset=utf-8", Page),
        FaultEffect.Malformed => Malformed(rule.Status ?? truth?.Status ?? 200, truth),
        FaultEffect.EmptyBody => new Answer(rule.Status ?? truth?.Status ?? 200),
        FaultEffect.ErrorArray => ErrorArray(rule.Status ?? 400),
        _ => Status(rule),
    };

    private static Answer Status(FaultRule rule)
    {
        var status = rule.Status ?? 500;
        return rule.Body is { } body
            ? Answer.Text(status, Answer.JsonType, body)
            : Answer.Error(
                status == TenantErrors.TooManyRequests.Code
                    ? TenantErrors.TooManyRequests
                    : new TenantError(status, "Injected fault"));
    }

    private static Answer Malformed(int status, Answer? truth)
    {
        var bytes = truth?.BodyBytes() ?? "{\"error\":{\"code\":"u8.ToArray();
        return new Answer(status)
        {
            ContentType = Answer.JsonType,
            Body = buffer => buffer.Write(bytes.AsSpan(0, (bytes.Length + 1) / 2)),
        };
    }

    private static Answer ErrorArray(int status) => Answer.Json(status, writer =>
    {
        writer.WriteStartArray();
        Answer.WriteEnvelope(writer, new TenantError(status, "Injected fault"));
        writer.WriteEndArray();
    });
}
