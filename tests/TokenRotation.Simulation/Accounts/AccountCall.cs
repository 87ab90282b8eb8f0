namespace TokenRotation.Simulation.Accounts;

/// <summary>A call of a runner that is under way.</summary>
internal abstract class AccountCall(AccountRun run, CallKind kind, string what)
{
    public AccountRun Run { get; } = run;

    public CallKind Kind { get; } = kind;

    public string What { get; } = what;

    public int IssuedEvent { get; } = run.World.EventIndex;

    public bool IsApplied { get; protected set; }

    /// <summary>Whoever is asked has not answered before then.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>When it can go on: the runner is awake, and the answer there.</summary>
    public DateTimeOffset From => Run.Sleep.Until > NotBefore ? Run.Sleep.Until : NotBefore;

    public bool IsRemote => Kind is CallKind.Read or CallKind.Create or CallKind.Change;

    public CancellationTokenRegistration Registration { get; set; }

    public Fault Twist { get; set; }

    public Deed Deed { get; set; }

    public abstract void Apply();

    public abstract void Deliver();

    public abstract void Fail(Exception failure);

    public abstract void Cancel(CancellationToken cancellationToken);
}

internal sealed class AccountCall<T>(AccountRun run, CallKind kind, string what, Func<AccountCall, T> act)
    : AccountCall(run, kind, what)
{
    private readonly TaskCompletionSource<T> _answer = new();

    private T? _result;
    private Exception? _failure;

    public Task<T> Answer => _answer.Task;

    public override void Apply()
    {
        IsApplied = true;
        Run.Carries(this);
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
        if (_failure is null)
        {
            _answer.SetResult(_result!);
        }
        else
        {
            _answer.SetException(_failure);
        }
    }

    public override void Fail(Exception failure)
    {
        Registration.Dispose();
        _answer.SetException(failure);
    }

    public override void Cancel(CancellationToken cancellationToken) => _answer.TrySetCanceled(cancellationToken);
}
