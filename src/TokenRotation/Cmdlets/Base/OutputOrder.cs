namespace TokenRotation.Cmdlets.Base;

/// <summary>Lets what runs at once come out in the order in which it was begun.</summary>
internal sealed class OutputOrder
{
    private Task _last = Task.CompletedTask;

    /// <summary>The turn of what is begun now. Called by one at a time.</summary>
    public Turn Next()
    {
        var turn = new Turn(_last);
        _last = turn.Over;
        return turn;
    }

    /// <summary>When one thing may come out.</summary>
    public sealed class Turn(Task before)
    {
        private readonly TaskCompletionSource<bool> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when this turn has.</summary>
        public Task Over => _over.Task;

        /// <summary>Waits until what was begun before has come out.</summary>
        public async Task WaitAsync(CancellationToken stopping)
        {
            var stopped = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            using (stopping.Register(() => stopped.TrySetResult(true)))
            {
                await Task.WhenAny(before, stopped.Task).ConfigureAwait(false);
            }

            stopping.ThrowIfCancellationRequested();
        }

        /// <summary>It has come out, or never will; then what comes next still waits for what was begun before.</summary>
        public void End() => before.ContinueWith(
            _ => _over.TrySetResult(true),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
