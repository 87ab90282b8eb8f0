using System.Reflection;

namespace TokenRotation.Loading;

/// <summary>
/// Serves this module's third-party assemblies to this module alone, from <c>dependencies/</c> beside it. A shell holds many
/// modules; one that brings another Polly or System.Text.Json must disturb neither itself nor us.
/// </summary>
/// <remarks>
/// On PowerShell 7 they live in an AssemblyLoadContext of their own, all loaded at once: a context prefers what it has
/// already loaded to what the default context offers. Windows PowerShell has no such contexts; there, what the binder cannot
/// tell from another module's copy (every Polly 8 has assembly version 8.0.0.0) is loaded apart by path, and the rest, whose
/// versions tell them apart, in the ordinary way.
/// </remarks>
internal static class PrivateDependencies
{
    private static readonly Assembly Module = typeof(PrivateDependencies).Assembly;

    private static readonly string[] LoadedApart = ["TokenRotation.Http", "Polly.Core"];

    // Whatever else lies beside them is none of ours.
    private static readonly string[] OnCore = ["Microsoft.Bcl.TimeProvider", "Polly.Core", "TokenRotation.Http"];

    private static readonly Lazy<Dictionary<string, Assembly>> Dependencies = new(LoadAll);

    public static void Attach() => AppDomain.CurrentDomain.AssemblyResolve += Resolve;

    public static void Detach() => AppDomain.CurrentDomain.AssemblyResolve -= Resolve;

    private static Assembly? Resolve(object? sender, ResolveEventArgs request)
    {
        if (request.RequestingAssembly is not { } asking || !IsOurs(asking))
        {
            return null;
        }

        return Dependencies.Value.TryGetValue(new AssemblyName(request.Name).Name!, out var found) ? found : null;
    }

    private static bool IsOurs(Assembly asking) =>
        asking == Module || (Dependencies.IsValueCreated && Dependencies.Value.ContainsValue(asking));

    private static Dictionary<string, Assembly> LoadAll()
    {
        var context = Type.GetType("System.Runtime.Loader.AssemblyLoadContext, System.Runtime.Loader");
        var load = context is null ? LoadOnDesktop : LoaderOf(context);
        var folder = Path.Combine(Path.GetDirectoryName(Module.Location)!, "dependencies", context is null ? "desktop" : "core");
        var files = context is null
            ? Directory.EnumerateFiles(folder, "*.dll")
            : OnCore.Select(name => Path.Combine(folder, name + ".dll"));
        return files.ToDictionary(Path.GetFileNameWithoutExtension, load, StringComparer.OrdinalIgnoreCase)!;
    }

    // By reflection: netstandard2.0 has no AssemblyLoadContext, and naming it would break the module on .NET Framework.
    private static Func<string, Assembly> LoaderOf(Type context)
    {
        var instance = Activator.CreateInstance(context, nameof(TokenRotation), false);
        var method = context.GetMethod("LoadFromAssemblyPath", [typeof(string)])!;
        return (Func<string, Assembly>)method.CreateDelegate(typeof(Func<string, Assembly>), instance);
    }

    private static Assembly LoadOnDesktop(string path) =>
        LoadedApart.Contains(Path.GetFileNameWithoutExtension(path)) ? Assembly.LoadFile(path) : Assembly.LoadFrom(path);
}
