namespace TokenRotation.Module.Tests.Support;

/// <summary>
/// Changes environment variables until it is disposed of. They are the whole process's, in which tests run side by side: one test
/// at a time has them.
/// </summary>
internal sealed class EnvironmentVariables : IDisposable
{
    private static readonly SemaphoreSlim Turn = new(1);

    private readonly Dictionary<string, string?> _before = [];

    private EnvironmentVariables()
    {
    }

    /// <summary>Sets variables; null removes one.</summary>
    public static async Task<EnvironmentVariables> SetAsync(params IReadOnlyList<(string Name, string? Value)> variables)
    {
        await Turn.WaitAsync();
        var change = new EnvironmentVariables();
        foreach (var (name, value) in variables)
        {
            change.Set(name, value);
        }

        return change;
    }

    /// <summary>Sets one; null removes it.</summary>
    public static Task<EnvironmentVariables> SetAsync(string name, string? value) => SetAsync((name, value));

    /// <summary>Changes one more, or one again.</summary>
    public void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        Turn.Release();
    }
}
