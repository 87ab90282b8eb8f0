using TokenRotation.Rotation.Planning;

namespace TokenRotation.Rotation.Tenant;

/// <summary>
/// The turns of the rotations whose secrets go to the pipeline: one at a time looks once more, commits and hands over, in the
/// order in which the tokens were named. Whatever ends the pipeline so strands one secret at most. A new token is made only
/// when its turn comes soon enough by the pace of the turns before; until the first is over, one.
/// </summary>
/// <remarks>Whoever waits goes on within the call that ends the turn before his, as in <see cref="Lanes"/>.</remarks>
internal sealed class HandOverTurns(TimeProvider time)
{
    // How long a new token may wait for its turn: long before it is too late for its commit mark.
    private static readonly TimeSpan LongestWait = TimeSpan.FromTicks(RotationTimes.OperationTimeout.Ticks / 4);

    private readonly object _gate = new();
    private readonly List<Turn> _open = [];
    private TimeSpan? _pace;

    /// <summary>Gives the next place in the order.</summary>
    public Turn Add()
    {
        var turn = new Turn(this);
        lock (_gate)
        {
            _open.Add(turn);
        }

        return turn;
    }

    private Task? Enter(Turn turn, bool isToMake)
    {
        lock (_gate)
        {
            if (MayGoOn(turn, isToMake))
            {
                turn.GoOn(isToMake, time.GetTimestamp());
                return null;
            }

            return turn.Wait(isToMake);
        }
    }

    private void End(Turn turn)
    {
        List<TaskCompletionSource<bool>> ready;
        lock (_gate)
        {
            if (!_open.Remove(turn))
            {
                return;
            }

            if (turn.BegunAt is { } begun)
            {
                var took = time.GetElapsedTime(begun);
                _pace = _pace is { } before ? TimeSpan.FromTicks((before.Ticks + took.Ticks) / 2) : took;
            }

            ready = TakeReady();
        }

        foreach (var place in ready)
        {
            place.TrySetResult(true);
        }
    }

    private List<TaskCompletionSource<bool>> TakeReady()
    {
        var ready = new List<TaskCompletionSource<bool>>();
        foreach (var turn in _open)
        {
            if (turn.Waiting is { } waiting && MayGoOn(turn, turn.WaitsToMake))
            {
                turn.GoOn(turn.WaitsToMake, time.GetTimestamp());
                ready.Add(waiting);
            }
        }

        return ready;
    }

    private bool MayGoOn(Turn turn, bool isToMake) => _open[0] == turn || (isToMake && ComesSoon());

    private bool ComesSoon() => _pace is { } pace && pace.Ticks * (_open.Count(turn => turn.HasMade) + 1) <= LongestWait.Ticks;

    /// <summary>One rotation's place in the order.</summary>
    internal sealed class Turn(HandOverTurns turns) : IDisposable
    {
        /// <summary>It has made its token, or is about to.</summary>
        public bool HasMade { get; private set; }

        /// <summary>When its turn began; null before it has.</summary>
        public long? BegunAt { get; private set; }

        /// <summary>What it waits for is to make its token.</summary>
        public bool WaitsToMake { get; private set; }

        public TaskCompletionSource<bool>? Waiting { get; private set; }

        /// <summary>The wait until the new token may be made; null where there is none.</summary>
        public Task? UntilItMayMake() => HasMade ? null : turns.Enter(this, isToMake: true);

        /// <summary>The wait until all who come before are through; null where there is none.</summary>
        public Task? UntilItComes() => BegunAt is null ? turns.Enter(this, isToMake: false) : null;

        /// <summary>Waits no longer.</summary>
        public void GiveUp() => Waiting?.TrySetResult(false);

        /// <summary>It has handed over, or has nothing to hand over: the next one's turn comes.</summary>
        public void Dispose() => turns.End(this);

        internal Task Wait(bool isToMake)
        {
            WaitsToMake = isToMake;
            Waiting = new TaskCompletionSource<bool>();
            return Waiting.Task;
        }

        internal void GoOn(bool isToMake, long now)
        {
            Waiting = null;
            HasMade = true;
            BegunAt = isToMake ? BegunAt : now;
        }
    }
}
