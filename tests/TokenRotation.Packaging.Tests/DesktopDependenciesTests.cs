namespace TokenRotation.Packaging.Tests;

/// <summary>
/// Windows PowerShell 5.1 runs on .NET Framework, and brings none of the module's dependencies. Whatever an assembly of the
/// module asks for must be in its own folder, in .NET Framework 4.7.2, or be the PowerShell engine.
/// </summary>
[Collection(nameof(PackagedModule))]
public sealed class DesktopDependenciesTests(PackagedModule package)
{
    private const string Engine = "System.Management.Automation";

    private static readonly Dictionary<string, AssemblyFile> NetFramework = AssemblyFile.ReadAll(
        BuildFacts.NetFrameworkReferenceAssemblies,
        Path.Combine(BuildFacts.NetFrameworkReferenceAssemblies, "Facades"));

    [Fact]
    public void Every_reference_is_met_by_the_folder_or_the_framework()
    {
        Assert.Empty(Reachable().SelectMany(Unmet));
    }

    [Fact]
    public void Every_private_assembly_is_needed()
    {
        Assert.Equal(
            Private().Keys.Order(StringComparer.Ordinal),
            Reachable().Select(file => file.Name.Name).Skip(1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Engine_asked_for_is_that_of_Windows_PowerShell()
    {
        var engine = Assert.Single(Module().References, reference => reference.Assembly.Name == Engine);

        Assert.Equal(new Version(3, 0, 0, 0), engine.Assembly.Version);
        Assert.DoesNotContain(Private().Values, file => file.References.Any(reference => reference.Assembly.Name == Engine));
    }

    // Windows PowerShell asks for all public types, and only then runs the initializer that serves the private assemblies.
    [Fact]
    public void Public_types_can_be_loaded_before_the_initializer_has_run()
    {
        var own = Private();
        var shapes = Module().PublicShapes;

        Assert.Contains(shapes, type => type.Assemblies.Contains(Engine));
        Assert.Empty(
            from type in shapes
            from assembly in type.Assemblies
            where own.ContainsKey(assembly)
            select $"{type.Type} needs {assembly}");
    }

    [Fact]
    public void A_missing_assembly_and_a_missing_type_would_be_seen()
    {
        var asking = new AssemblyFile(
            new("Asking"),
            new HashSet<string>(),
            [
                (new("Nowhere, Version=1.0.0.0"), []),
                (new("System.Text.Json, Version=99.0.0.0"), []),
                (new("mscorlib, Version=4.0.0.0"), ["System.Object", "System.TimeProvider"]),
            ],
            []);

        Assert.Equal(
            [
                "Asking asks for Nowhere 1.0.0.0",
                "Asking asks for System.Text.Json 99.0.0.0",
                "Asking asks for System.TimeProvider in mscorlib 4.0.0.0",
            ],
            Unmet(asking));
    }

    private IEnumerable<string> Unmet(AssemblyFile asking)
    {
        foreach (var (wanted, types) in asking.References.Where(reference => reference.Assembly.Name != Engine))
        {
            if (Candidates(wanted.Name!).FirstOrDefault(candidate => candidate.Name.Version >= wanted.Version) is not { } found)
            {
                yield return $"{asking.Name.Name} asks for {wanted.Name} {wanted.Version}";
                continue;
            }

            foreach (var type in types.Where(type => !found.Types.Contains(type)))
            {
                yield return $"{asking.Name.Name} asks for {type} in {wanted.Name} {wanted.Version}";
            }
        }
    }

    // The framework first: its loader asks the module's handler only for what it does not have itself.
    private IEnumerable<AssemblyFile> Candidates(string name) =>
        new[] { NetFramework, Private() }.Where(place => place.ContainsKey(name)).Select(place => place[name]);

    private List<AssemblyFile> Reachable()
    {
        var own = Private();
        var reached = new List<AssemblyFile> { Module() };
        for (var next = 0; next < reached.Count; next++)
        {
            reached.AddRange(reached[next].References
                .Select(reference => reference.Assembly.Name!)
                .Where(name => own.ContainsKey(name) && reached.All(file => file.Name.Name != name))
                .Select(name => own[name]));
        }

        return reached;
    }

    private AssemblyFile Module() => AssemblyFile.Read(Path.Combine(package.Folder, "bin", "TokenRotation.dll"));

    private Dictionary<string, AssemblyFile> Private() =>
        AssemblyFile.ReadAll(Path.Combine(package.Folder, "bin", "dependencies", "desktop"));
}
