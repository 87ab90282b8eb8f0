using System.Globalization;
using Microsoft.AspNetCore.Http;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Cluster;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>
/// A request's way: whether it was meant for here, latency, faults, rate limit, API, log, answer. A fault that cuts in before
/// the API leaves the tenant untouched; the log knows a request before its answer is on its way.
/// </summary>
internal sealed class RequestPipeline(
    SandboxOptions options,
    SandboxTenant tenant,
    SandboxAccount account,
    SandboxCluster cluster,
    RateLimiter? limiter,
    VirtualClock clock,
    FaultRules faults,
    RequestLog log,
    Func<Uri> tokenUrl)
{
    private const string Credential = "Api-Token ";
    private const string BearerCredential = "Bearer ";

    private readonly TokenApi _api = new(tenant, account, cluster, options.EnvironmentId, tokenUrl);
    private readonly ControlApi _control = new(tenant, account, limiter, clock, faults, log);
    private readonly Redaction _redaction = new(tenant);

    public async Task HandleAsync(HttpContext context, CancellationToken stopping)
    {
        if (LocalCaller.Refuse(context.Request) is { } refusal)
        {
            await WriteAsync(context.Response, refusal, stopping).ConfigureAwait(false);
            return;
        }

        var path = context.Request.Path.Value ?? string.Empty;
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var body = await ReadBodyAsync(context.Request, stopping).ConfigureAwait(false);
        if (segments is ["_sandbox", .. var control])
        {
            var answer = _control.Handle(context.Request.Method, control, body ?? default);
            await WriteAsync(context.Response, answer, stopping).ConfigureAwait(false);
            return;
        }

        await HandleApiAsync(context, path, WithoutEnvironment(segments), body, stopping).ConfigureAwait(false);
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var buffer = new MemoryStream();
            await request.Body.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
            return buffer.ToArray();
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    private static string? SecretOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Credential, StringComparison.OrdinalIgnoreCase)
            ? header[Credential.Length..].Trim()
            : request.Query.TryGetValue("api-token", out var secret) ? secret.ToString() : null;
    }

    private static string? BearerOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(BearerCredential, StringComparison.OrdinalIgnoreCase)
            ? header[BearerCredential.Length..].Trim()
            : null;
    }

    private static Answer WithHeaders(Answer answer, IEnumerable<KeyValuePair<string, string>>? headers)
    {
        if (headers is null)
        {
            return answer;
        }

        var all = new Dictionary<string, string>(answer.Headers, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            all[name] = value;
        }

        return answer with { Headers = all };
    }

    private string[] WithoutEnvironment(string[] segments) =>
        segments is ["e", var id, .. var rest] && id == options.EnvironmentId ? rest : segments;

    private async Task HandleApiAsync(
        HttpContext context, string path, string[] segments, ReadOnlyMemory<byte>? body, CancellationToken stopping)
    {
        // Read before the call: it may delete the caller's target.
        var (shownPath, targetId) = _redaction.Read(path, segments);
        var secret = SecretOf(context.Request);
        var bearer = BearerOf(context.Request);
        var callerId = bearer is not null ? account.IdOf(bearer) : secret is null ? null : IdOf(secret);
        var struck = faults.Strike(context.Request.Method, "/" + string.Join('/', segments));
        await DelayAsync(struck, applied: false, options.Latency, stopping).ConfigureAwait(false);

        var request = new ApiRequest(
            context.Request.Method,
            segments,
            context.Request.Query,
            context.Request.Headers.Accept.ToString(),
            secret,
            bearer,
            context.Request.ContentType,
            context.Request.Host.Host.ToLowerInvariant(),
            context.Connection.RemoteIpAddress?.ToString(),
            body ?? default);
        var answer = AnswerOf(request, tooLarge: body is null, struck, out var fault);
        await DelayAsync(struck, applied: true, TimeSpan.Zero, stopping).ConfigureAwait(false);

        var logged = new LoggedRequest(
            tenant.Now,
            context.Request.Method,
            shownPath,
            Redaction.Read(context.Request.Query),
            answer?.Status,
            callerId,
            answer?.TargetId ?? targetId,
            fault);
        log.Add(logged);
        options.OnRequest?.Invoke(logged);
        if (answer is null)
        {
            context.Abort();
            return;
        }

        await WriteAsync(context.Response, answer, stopping).ConfigureAwait(false);
    }

    private string? IdOf(string secret) => (tenant.FindBySecret(secret) ?? cluster.Tenant.FindBySecret(secret))?.Id;

    private static Task DelayAsync(IReadOnlyList<FaultRule> struck, bool applied, TimeSpan latency, CancellationToken stopping)
    {
        var delay = latency + TimeSpan.FromMilliseconds(
            struck.Where(rule => rule.Effect == FaultEffect.Delay && rule.Applied == applied).Sum(rule => (double)rule.Delay));
        return delay > TimeSpan.Zero ? Task.Delay(delay, stopping) : Task.CompletedTask;
    }

    /// <summary>The answer, true or faulty; null for a connection that is to be cut.</summary>
    private Answer? AnswerOf(ApiRequest request, bool tooLarge, IReadOnlyList<FaultRule> struck, out string? fault)
    {
        var rule = struck.FirstOrDefault(candidate => candidate.Effect != FaultEffect.Delay);
        fault = struck.Count == 0 ? null : string.Join('+', struck.Select(item => item.Effect));
        if (rule is null)
        {
            return tooLarge ? Answer.Error(TenantErrors.PayloadTooLarge) : Limited(request);
        }

        var truth = rule.CarriesOut ? Limited(request) : null;
        return rule.Effect is FaultEffect.DropBefore or FaultEffect.DropAfter
            ? null
            : WithHeaders(FaultyAnswer.Of(rule, truth), rule.Headers) with { TargetId = truth?.TargetId };
    }

    private Answer Limited(ApiRequest request)
    {
        if (limiter is null)
        {
            return _api.Handle(request);
        }

        var (allowed, headers) = limiter.Take();
        return WithHeaders(allowed ? _api.Handle(request) : Answer.Error(TenantErrors.TooManyRequests), headers);
    }

    /// <summary>Writes the answer with the headers that a recorded one had; its date is the virtual clock's.</summary>
    private async Task WriteAsync(HttpResponse response, Answer answer, CancellationToken cancellationToken)
    {
        response.StatusCode = answer.Status;
        response.Headers.Date = tenant.Now.ToString("R", CultureInfo.InvariantCulture);
        response.Headers.Server = "ruxit server";
        response.Headers["dynatrace-response-source"] = "Cluster";
        response.Headers.CacheControl = "no-store, no-cache";
        response.Headers.Pragma = "no-cache";
        response.Headers["x-robots-tag"] = "noindex";
        response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.Body is null)
        {
            response.ContentLength = answer.Status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified
                ? null
                : 0;
            return;
        }

        await response.StartAsync(cancellationToken).ConfigureAwait(false);
        answer.Body(response.BodyWriter);
        await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
