using System.Reflection;

namespace TokenRotation;

/// <summary>
/// Watches whether the process is told to end, as engines do before they kill it (SIGTERM; on Windows a shutdown). The first
/// time, it is only noted, so that what has begun comes to a safe point; the second time ends the process. Windows PowerShell
/// and PowerShell before 7.2 cannot watch.
/// </summary>
public sealed class DtProcessEnding : IDisposable
{
    private const string Signals = "System.Runtime.InteropServices.PosixSignal";

    private readonly Action _told;
    private readonly IDisposable? _registration;
    private int _times;

    private DtProcessEnding(Action told)
    {
        _told = told;
        _registration = Register();
    }

    /// <summary>The process has been told to end.</summary>
    public bool IsRequested => Volatile.Read(ref _times) > 0;

    /// <summary>Begins to watch.</summary>
    public static DtProcessEnding Watch() => Watch(() => { });

    /// <summary>Begins to watch.</summary>
    /// <param name="told">Is called when the process is told to end, on a thread of its own.</param>
    internal static DtProcessEnding Watch(Action told) => new(told);

    /// <summary>From now on the process ends at once.</summary>
    public void Dispose() => _registration?.Dispose();

    // netstandard2.0 does not know these types; .NET 6 and later do.
    private IDisposable? Register()
    {
        if (Framework("Registration") is not { } registration || Framework("Context") is not { } context)
        {
            return null;
        }

        var told = GetType().GetMethod(nameof(Told), BindingFlags.Instance | BindingFlags.NonPublic)!;
        var handler = Delegate.CreateDelegate(typeof(Action<>).MakeGenericType(context), this, told);
        var signal = Enum.Parse(Framework(string.Empty)!, "SIGTERM");
        return (IDisposable)registration.GetMethod("Create")!.Invoke(null, [signal, handler]);
    }

    private static Type? Framework(string name) => Type.GetType($"{Signals}{name}, System.Runtime.InteropServices");

    private void Told(object context)
    {
        if (Interlocked.Increment(ref _times) == 1)
        {
            context.GetType().GetProperty("Cancel")!.SetValue(context, true);
            _told();
        }
    }
}
