using TokenRotation.Sandbox.Http;

namespace TokenRotation.Module.Tests.Support;

/// <summary>Holds back the answer to one request, which is carried out, until a test opens it.</summary>
/// <param name="holds">Whether it is the answer to this request, the first of which it is so.</param>
internal sealed class AnswerGate(Func<LoggedRequest, bool> holds) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ManualResetEventSlim _reached = new();
    private readonly ManualResetEventSlim _open = new();
    private int _held;

    /// <summary>The sandbox's <c>OnRequest</c>.</summary>
    public void Watch(LoggedRequest request)
    {
        if (holds(request) && Interlocked.Exchange(ref _held, 1) == 0)
        {
            _reached.Set();
            _open.Wait(Patience);
        }
    }

    /// <summary>Waits until an answer is held.</summary>
    public void AwaitRequest() => Assert.True(_reached.Wait(Patience), "The request never came.");

    /// <summary>Lets the answer go.</summary>
    public void Open() => _open.Set();

    public void Dispose()
    {
        Open();
        _reached.Dispose();
    }
}
