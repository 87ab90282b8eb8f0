namespace TokenRotation.Rotation.Tenant;

/// <summary>A pause of a rotation.</summary>
/// <remarks>
/// Whoever pauses goes on within the call that ends the pause, on its thread, as in <see cref="Lanes"/>: a delay of the platform
/// that is cancelled goes on by the thread pool, and a simulation would not run a rotation the same way again.
/// </remarks>
internal static class TimedPause
{
    /// <exception cref="OperationCanceledException">It was cut short.</exception>
    public static async Task PauseAsync(this TimeProvider time, TimeSpan length, CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource<bool>();
        using var cut = cancellationToken.Register(() => end.TrySetCanceled(cancellationToken));
        using var timer = time.CreateTimer(_ => end.TrySetResult(true), null, length, Timeout.InfiniteTimeSpan);
        await end.Task.ConfigureAwait(false);
    }
}
