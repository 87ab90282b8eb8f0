namespace TokenRotation.Rotation.Steps;

/// <summary>The fence: a change that has to come to its end before a time, or else counts as not made.</summary>
internal static class FencedChange
{
    /// <summary>
    /// True if the change came to its end before <paramref name="last"/>; if not, the caller must look what became of it.
    /// </summary>
    public static async Task<bool> SendAsync(RotationRun run, DateTimeOffset last, Func<CancellationToken, Task> change)
    {
        var left = last - run.Api.ServerTimes.Latest;
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        using var fence = run.Options.Time.CreateCancellationTokenSource(left);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(run.Abort, fence.Token);
        try
        {
            await change(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!run.Abort.IsCancellationRequested)
        {
            return false;
        }
    }
}
