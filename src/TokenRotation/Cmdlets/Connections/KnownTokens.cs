using TokenRotation.Api;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>
/// The tokens of an environment as completion last saw them. They are read again in the background when they are older than
/// half a minute; whoever asks decides how long to wait for that, and a failure leaves them as they were.
/// </summary>
internal sealed class KnownTokens(Func<ITokenApi> api)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly object _gate = new();
    private Task _reading = Task.CompletedTask;
    private DateTimeOffset? _readAt;

    public IReadOnlyList<DtToken> Tokens { get; private set; } = [];

    /// <summary>Ends when the tokens are up to date or cannot be read. Never fails.</summary>
    public Task RefreshAsync()
    {
        lock (_gate)
        {
            if (_reading.IsCompleted && !(DateTimeOffset.UtcNow - _readAt < Fresh))
            {
                _reading = Task.Run(ReadAsync);
            }

            return _reading;
        }
    }

    private async Task ReadAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var page = await api().ListAsync(new TokenQuery { NamesSuffice = true }, null, limit.Token).ConfigureAwait(false);
            Tokens = page.Tokens;
            _readAt = DateTimeOffset.UtcNow;
        }
        catch (Exception failure) when (failure is TokenApiException or OperationCanceledException or ObjectDisposedException)
        {
            // The next Tab asks again; what was known stays on offer.
        }
    }
}
