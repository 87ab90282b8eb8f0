namespace TokenRotation.Simulation;

/// <summary>Who is asked.</summary>
internal enum CallKind
{
    /// <summary>The tenant, and the call changes nothing.</summary>
    Read,

    /// <summary>The tenant is to create a token.</summary>
    Create,

    /// <summary>The tenant is to change or delete a token.</summary>
    Change,

    StoreRead,
    StoreWrite,
    Approve,
    HandOver,
}

/// <summary>A call of a runner that is under way.</summary>
internal abstract class PendingCall(Run run, CallKind kind, string what)
{
    public Run Run { get; } = run;

    public CallKind Kind { get; } = kind;

    public string What { get; } = what;

    /// <summary>When the runner made it.</summary>
    public DateTimeOffset IssuedAt { get; } = run.World.Clock.Now;

    public bool IsApplied { get; protected set; }

    /// <summary>Whoever is asked has not answered before then.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>When it can go on: the runner is awake, and the answer there.</summary>
    public DateTimeOffset From => Run.Sleep.Until > NotBefore ? Run.Sleep.Until : NotBefore;

    public bool IsRemote => Kind is CallKind.Read or CallKind.Create or CallKind.Change;

    public CancellationTokenRegistration Registration { get; set; }

    /// <summary>How a tenant, a store or a consumer that does not do what it says goes about it.</summary>
    public Fault Twist { get; set; }

    /// <summary>How the pipeline takes it.</summary>
    public Deed Deed { get; set; }

    /// <summary>What the server finds out when it lets the caller in and refuses the call.</summary>
    public Action? Refused { get; init; }

    public abstract void Apply();

    /// <summary>Gives the answer; the runner goes on until its next call before this returns.</summary>
    public abstract void Deliver();

    public abstract void Fail(Exception failure);

    public abstract void Cancel(CancellationToken cancellationToken);
}

internal sealed class PendingCall<T>(Run run, CallKind kind, string what, Func<PendingCall, T> act) : PendingCall(run, kind, what)
{
    private readonly TaskCompletionSource<T> _answer = new();

    private readonly int _issuedEvent = run.World.EventIndex;

    private readonly DateTimeOffset _toldBefore = run.LastTold;

    private T? _result;
    private Exception? _failure;

    public Task<T> Answer => _answer.Task;

    public override void Apply()
    {
        IsApplied = true;
        (Run.Issued, Run.IssuedEvent, Run.ToldBefore) = (IssuedAt, _issuedEvent, _toldBefore);
        Run.Called();
        try
        {
            (_result, _failure) = (act(this), null);
        }
        catch (Exception failure) when (failure is not InvariantViolatedException)
        {
            (_result, _failure) = (default, failure);
        }
    }

    public override void Deliver()
    {
        Registration.Dispose();
        if (_failure is not null)
        {
            _answer.SetException(_failure);
        }
        else
        {
            _answer.SetResult(_result!);
        }
    }

    public override void Fail(Exception failure)
    {
        Registration.Dispose();
        _answer.SetException(failure);
    }

    public override void Cancel(CancellationToken cancellationToken) => _answer.TrySetCanceled(cancellationToken);
}
