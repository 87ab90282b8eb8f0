using System.Text.RegularExpressions;

namespace TokenRotation.Module.Tests.Conventions;

/// <summary>The floors of src/TokenRotation: each uses those below it, and none above it.</summary>
public sealed partial class LayerTests
{
    private const int MostFiles = 25;
    private const int MostLines = 300;

    // From the top. What is loaded for all of them stands beside them.
    private static readonly string[] Floors = ["Cmdlets", "Reports", "Specs", "Rotation", "Audit", "Api", "Secrets", "Text"];
    private const string Beside = "Loading";

    private static readonly string[] PowerShell = ["System.Management.Automation"];
    private static readonly string[] Http =
        ["System.Net.Http", "HttpClient", "HttpMethod", "HttpStatus", "HttpRequest", "HttpResponse", "HttpMessage"];

    private static string Root => Path.Combine(BuiltFiles.RepositoryRoot, "src", "TokenRotation");

    public static TheoryData<string, string[]> Forbidden => new()
    {
        { "Audit", [.. PowerShell, .. Http] },
        { "Api", PowerShell },
        { "Secrets", PowerShell },
        { "Rotation", [.. PowerShell, .. Http] },
    };

    [Fact]
    public void Each_folder_has_its_floor() =>
        Assert.Empty(Directory.GetDirectories(Root).Select(Path.GetFileName).Except([.. Floors, Beside, "bin", "obj"]));

    [Fact]
    public void No_floor_uses_one_above_it()
    {
        var arrows = Arrows().ToList();

        Assert.True(arrows.Count > 100, $"{arrows.Count} uses were found");
        Assert.DoesNotContain(arrows, arrow => Array.IndexOf(Floors, arrow.To) < Array.IndexOf(Floors, arrow.From));
    }

    [Fact]
    public void No_two_folders_use_each_other()
    {
        var pairs = Arrows().Select(arrow => (arrow.From, arrow.To)).ToHashSet();

        Assert.DoesNotContain(pairs, pair => pairs.Contains((pair.To, pair.From)));
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void A_layer_knows_neither_the_shell_nor_the_wire_of_others(string folder, string[] forbidden)
    {
        var files = Files(Path.Combine(Root, folder));

        Assert.NotEmpty(files);
        Assert.All(files, file =>
            Assert.DoesNotContain(forbidden, word => File.ReadAllText(file).Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void No_folder_is_too_full_to_be_read_at_a_glance()
    {
        var folders = Files(Root).GroupBy(file => Path.GetDirectoryName(file)).Select(files => (files.Key, Count: files.Count()));

        Assert.DoesNotContain(folders, folder => folder.Count > MostFiles);
    }

    [Fact]
    public void Nobody_above_the_api_asks_which_generation_it_is() =>
        Assert.DoesNotContain(
            Files(Root).Where(file => Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar)[0] != "Api"),
            file => File.ReadAllText(file).Contains("ApiGeneration.V", StringComparison.Ordinal));

    [Fact]
    public void No_file_is_too_long_to_be_read_at_once() =>
        Assert.DoesNotContain(Files(Root), file => File.ReadLines(file).Count() > MostLines);

    [Fact]
    public void A_types_tests_stand_in_the_folder_of_its_name()
    {
        var tests = Path.Combine(BuiltFiles.RepositoryRoot, "tests", "TokenRotation.Tests");
        var folders = Files(Root).ToLookup(
            file => Path.GetFileNameWithoutExtension(file).Split('.')[0],
            file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!));
        var mirrored = (
            from file in Files(tests)
            let name = Path.GetFileNameWithoutExtension(file)
            where name.EndsWith("Tests", StringComparison.Ordinal)
            let types = folders[name[..^"Tests".Length]].ToList()
            where types.Count > 0
            select (File: file, IsMirror: types.Contains(Path.GetRelativePath(tests, Path.GetDirectoryName(file)!)))).ToList();

        Assert.True(mirrored.Count > 40, $"{mirrored.Count} types have tests");
        Assert.DoesNotContain(mirrored, one => !one.IsMirror);
    }

    private static string[] Files(string folder) => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories);

    private static IEnumerable<(string From, string To, string File)> Arrows() =>
        from file in Files(Root)
        let relative = Path.GetRelativePath(Root, file)
        let floor = relative.Split(Path.DirectorySeparatorChar)[0]
        from Match use in Using().Matches(File.ReadAllText(file))
        let used = use.Groups["floor"].Value
        where used != floor && Floors.Contains(floor) && Floors.Contains(used)
        select (floor, used, relative);

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?TokenRotation\.(?<floor>\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
