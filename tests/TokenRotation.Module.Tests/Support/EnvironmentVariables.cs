namespace TokenRotation.Module.Tests.Support;

/// <summary>Changes an environment variable until it is disposed of.</summary>
internal sealed class EnvironmentVariables : IDisposable
{
    private readonly string _name;
    private readonly string? _before;

    private EnvironmentVariables(string name)
    {
        _name = name;
        _before = Environment.GetEnvironmentVariable(name);
    }

    public static EnvironmentVariables Set(string name, string? value)
    {
        var change = new EnvironmentVariables(name);
        Environment.SetEnvironmentVariable(name, value);
        return change;
    }

    public void Dispose() => Environment.SetEnvironmentVariable(_name, _before);
}
