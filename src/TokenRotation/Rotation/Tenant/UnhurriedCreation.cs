using TokenRotation.Api;

namespace TokenRotation.Rotation.Tenant;

/// <summary>
/// A creation that is cut off leaves a token that nobody knows: when a command is stopped, the call that is under way may
/// still come to its end, within the second that a user waits.
/// </summary>
internal static class UnhurriedCreation
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(400);

    public static async Task<CreatedToken> RunAsync(
        Func<CancellationToken, Task<CreatedToken>> create, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var cutOff = new CancellationTokenSource();
        using var timer = time.CreateTimer(
            _ => CutOff(cutOff), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var stop = cancellationToken.Register(() => timer.Change(Grace, Timeout.InfiniteTimeSpan));
        return await create(cutOff.Token).ConfigureAwait(false);
    }

    private static void CutOff(CancellationTokenSource creation)
    {
        try
        {
            creation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just come to its end by itself.
        }
    }
}
