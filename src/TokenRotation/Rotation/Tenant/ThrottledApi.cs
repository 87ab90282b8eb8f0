using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Tenant;

/// <summary>
/// The token API as the rotations of a run call it: each call waits for a lane, whichever credential makes it. A run has no
/// other, so no call can pass the lanes by.
/// </summary>
/// <param name="api">What answers.</param>
/// <param name="lanes">The lanes of the run.</param>
/// <param name="time">The clock of the run.</param>
internal sealed class ThrottledApi(ITokenApi api, Lanes lanes, TimeProvider time) : ITokenApi
{
    /// <summary>What answers, for those who go on when the run has ended.</summary>
    public ITokenApi Unthrottled => api;

    public string Environment => api.Environment;

    public ApiCapabilities Capabilities => api.Capabilities;

    public string? CallerId => api.CallerId;

    public string? OwnerOfMadeTokens => api.OwnerOfMadeTokens;

    public DateTimeOffset ServerTime => api.ServerTime;

    public ServerTimes ServerTimes => api.ServerTimes;

    public void RestartServerTimes() => api.RestartServerTimes();

    /// <summary>The same lanes, seen by another credential.</summary>
    public ThrottledApi As(ApiToken credential) => new(api.As(credential), lanes, time);

    ITokenApi ITokenApi.As(ApiToken credential) => As(credential);

    public Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken) =>
        lanes.RunAsync(() => api.ListAsync(query, after, cancellationToken), cancellationToken);

    public Task<DtToken> GetAsync(string id, CancellationToken cancellationToken) =>
        lanes.RunAsync(() => api.GetAsync(id, cancellationToken), cancellationToken);

    public Task<DtToken> LookupAsync(ApiToken token, CancellationToken cancellationToken) =>
        lanes.RunAsync(() => api.LookupAsync(token, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Once begun, a creation is not cut off at once: <see cref="UnhurriedCreation"/>.</remarks>
    public Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken) =>
        lanes.RunAsync(
            () => UnhurriedCreation.RunAsync(cutOff => api.CreateAsync(spec, cutOff), time, cancellationToken),
            cancellationToken);

    public Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken) =>
        lanes.RunAsync(() => api.UpdateAsync(id, update, cancellationToken), cancellationToken);

    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken) =>
        lanes.RunAsync(() => api.DeleteAsync(id, cancellationToken), cancellationToken);

    /// <summary>Tries a platform token's secret where it shall work; nothing is shown where nobody can.</summary>
    public Task<SecretProof> ProveAsync(
        ApiToken token, IEnumerable<string> resource, IEnumerable<EnvironmentUrl> others, CancellationToken cancellationToken) =>
        lanes.RunAsync(
            () => api is ISecretProof proof
                ? proof.ProveAsync(token, resource, others, cancellationToken)
                : Task.FromResult(new SecretProof(SecretProofOutcome.Unproven)),
            cancellationToken);

    /// <summary>
    /// Makes several calls one right after the other, whatever others wait for: what is read is acted on at once.
    /// </summary>
    public Task<T> AtOnceAsync<T>(Func<Task<T>> calls, CancellationToken cancellationToken) =>
        lanes.HoldAsync(calls, cancellationToken);

    /// <summary>
    /// Makes a call though the run has been stopped, in no more than <paramref name="limit"/>, counted from when its turn
    /// comes: a run that ends empties its lanes.
    /// </summary>
    public Task<T> AtTheEndAsync<T>(Func<ITokenApi, CancellationToken, Task<T>> call, TimeSpan limit) =>
        lanes.RunAsync(
            async () =>
            {
                using var timeout = time.CreateCancellationTokenSource(limit);
                return await call(api, timeout.Token).ConfigureAwait(false);
            },
            CancellationToken.None);
}
