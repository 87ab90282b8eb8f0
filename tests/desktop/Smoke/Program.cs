using System.Reflection;
using System.Runtime.CompilerServices;
using TokenRotation.Loading;

// Usage: TokenRotation.DesktopSmoke MODULE_ASSEMBLY < three lines: the sandbox's URL, a v2 and a v1 token
// Stands in for Windows PowerShell's loader: the module's assembly by path, its dependencies through the module's own handler.

namespace TokenRotation.DesktopSmoke;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var module = Assembly.LoadFrom(Path.GetFullPath(args[0]));
        AppDomain.CurrentDomain.AssemblyResolve += (_, request) =>
            new AssemblyName(request.Name).Name == module.GetName().Name ? module : null;
        Console.WriteLine($"{Environment.Version} {Type.GetType("Mono.Runtime")?.ToString() ?? ".NET Framework"}");
        try
        {
            return await RunAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine(failure);
            return 1;
        }
    }

    // Apart from Main, and in two steps: no type of the module, and none that has one in its fields, is touched before the
    // handler that finds it is there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<int> RunAsync()
    {
        PrivateDependencies.Attach();
        return RunClientAsync();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<int> RunClientAsync() => ClientSmoke.RunAsync(Console.In, Console.Out);
}
