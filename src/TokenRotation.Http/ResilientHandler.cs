using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace TokenRotation.Http;

/// <summary>
/// Repeats what may be repeated, waits as long as the server asks, and ends what takes too long, so that everything above
/// sees one request and one answer. The answer's body is a <see cref="BufferedContent"/>.
/// </summary>
/// <remarks>
/// GET, PUT, DELETE and reading POSTs are repeated on 429, 502, 503, 504, 556 (a Dynatrace cluster in an upgrade) and broken
/// connections. Any other POST creates something: it is repeated on 429, which Dynatrace documents as not processed, and when
/// no connection came about. Before the first answer of all, a connection that does not come about is reported at once:
/// then a wrong address is likelier than a passing trouble.
/// </remarks>
public sealed class ResilientHandler : DelegatingHandler
{
    private static readonly ResiliencePropertyKey<SentRequest> RequestKey = new("TokenRotation.Request");

    private readonly RetryOptions _options;
    private readonly RateLimitGate _gate;
    private readonly ResiliencePipeline<HttpResponseMessage> _retries;
    private readonly ResiliencePipeline<HttpResponseMessage> _timeout;
    private volatile bool _hasAnswered;

    /// <summary>Stands between a client and <paramref name="inner"/>, which it owns.</summary>
    public ResilientHandler(RetryOptions options, HttpMessageHandler inner)
        : base(inner)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _gate = new RateLimitGate(options);
        _retries = Retries(options);
        _timeout = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = options.TimeProvider }
            .AddTimeout(options.Timeout)
            .Build();
    }

    /// <inheritdoc/>
    /// <exception cref="TimeoutException">No attempt was answered in time.</exception>
    /// <exception cref="ResponseTooLargeException">The answer is larger than the options allow.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var sent = await SentRequest.FromAsync(request).ConfigureAwait(false);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(RequestKey, sent);
            return await _retries
                .ExecuteAsync(
                    attempt => new ValueTask<HttpResponseMessage>(AttemptAsync(sent, attempt.CancellationToken)), context)
                .ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gate.Dispose();
        }

        base.Dispose(disposing);
    }

    private ResiliencePipeline<HttpResponseMessage> Retries(RetryOptions options)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = options.TimeProvider };
        if (options.MaximumRetryCount > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.MaximumRetryCount,
                Delay = options.RetryInterval,
                MaxDelay = RetryOptions.MaximumWait,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => new ValueTask<bool>(MayRepeat(arguments)),
                DelayGenerator = arguments => new ValueTask<TimeSpan?>(
                    arguments.Outcome.Result is { } response ? _gate.WaitAskedFor(response) : null),
            });
        }

        return builder.Build();
    }

    private bool MayRepeat(RetryPredicateArguments<HttpResponseMessage> arguments)
    {
        var repeatable = arguments.Context.Properties.TryGetValue(RequestKey, out var request) && request.IsRepeatable;
        if (arguments.Outcome.Exception is { } exception)
        {
            return ConnectionFailure.KindOf(exception) switch
            {
                ConnectionFailureKind.NotMade => _hasAnswered,
                ConnectionFailureKind.Broken or ConnectionFailureKind.TimedOut => repeatable,
                _ => false,
            };
        }

        return (int)arguments.Outcome.Result!.StatusCode switch
        {
            429 => true,
            502 or 503 or 504 or 556 => repeatable,
            _ => false,
        };
    }

    private async Task<HttpResponseMessage> AttemptAsync(SentRequest request, CancellationToken cancellationToken)
    {
        await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        request.Attempts++;
        var started = _options.TimeProvider.GetTimestamp();
        HttpResponseMessage? response = null;
        try
        {
            response = await _timeout
                .ExecuteAsync(token => new ValueTask<HttpResponseMessage>(SendOnceAsync(request, token)), cancellationToken)
                .ConfigureAwait(false);
            _hasAnswered = true;
            return response;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // A cancelled body read surfaces as a broken stream on some runtimes.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutRejectedException or OperationCanceledException)
        {
            throw new TimeoutException($"No answer within {_options.Timeout.TotalSeconds:0.###} seconds.");
        }
        finally
        {
            _gate.Leave(response);
            _options.AttemptEnded?.Invoke(
                request.Attempt((int?)response?.StatusCode, _options.TimeProvider.GetElapsedTime(started)));
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(SentRequest request, CancellationToken cancellationToken)
    {
        using var copy = request.Copy();
        var response = await base.SendAsync(copy, cancellationToken).ConfigureAwait(false);
        try
        {
            // .NET Framework does not cancel a body that is being read; closing it under the reader does.
            using var closing = cancellationToken.Register(response.Dispose);
            if (response.Content is { } content)
            {
                var limit = Math.Min(request.AnswerLimit ?? int.MaxValue, _options.MaximumResponseBytes);
                var buffered = await BufferedContent.ReadAsync(content, limit, cancellationToken).ConfigureAwait(false);
                response.Content = buffered;
                content.Dispose();
            }

            return response;
        }
        catch (Exception exception)
        {
            response.Dispose();
            if (cancellationToken.IsCancellationRequested && exception is not OperationCanceledException)
            {
                throw new OperationCanceledException(exception.Message, exception, cancellationToken);
            }

            throw;
        }
    }
}
