using System.Management.Automation;
using TokenRotation.HelpBuilder.Pages;
using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Help;

/// <summary>What Get-Help shows is what the pages and reflection say, wherever the module stands.</summary>
public sealed class StagedHelpTests : IDisposable
{
    private const int ScreenWidth = 80;
    private const string Code = "        ";

    private readonly Session _session = new();

    public static TheoryData<string> Commands => ModuleHelp.Names();

    public static TheoryData<string> Topics => [.. ModuleHelp.TopicNames()];

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_is_the_page(string command)
    {
        var page = ModuleHelp.Page(command);
        var help = Help(command);

        Assert.Equal(page.Synopsis, Text(help, "Synopsis"));
        Assert.Equal(page.Description, Texts(help, "description"));
        Assert.Equal(page.Notes, Texts(Property(help, "alertSet"), "alert"));
        Assert.Equal(page.Examples.Select(example => example.Code), Items(Property(help, "examples"), "example").Select(example => Text(example, "code")));
        Assert.Equal(page.Parameters.Select(parameter => string.Join('\n', parameter.Description)), Parameters(help).Select(parameter => string.Join('\n', Texts(parameter, "description"))));
        Assert.Equal(page.Inputs.Select(input => input.TypeName), TypeNames(help, "inputTypes", "inputType"));
        Assert.Equal(page.Outputs.Select(output => output.TypeName), TypeNames(help, "returnValues", "returnValue"));
        Assert.Equal(page.RelatedLinks.Select(link => link.Text), Items(Property(help, "relatedLinks"), "navigationLink").Select(link => Text(link, "linkText")));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Parameters_of_the_help_are_those_of_reflection(string command)
    {
        var facts = ModuleHelp.Commands(_session).Single(candidate => candidate.Name == command);
        var parameters = Parameters(Help(command)).ToDictionary(parameter => Text(parameter, "name"));

        Assert.Equal(facts.Parameters.Order(), parameters.Keys.Order());
        Assert.All(facts.Parameters, name =>
        {
            var expected = facts.FactsOf(name)[0];
            var shown = parameters[name];
            Assert.Equal(expected.Required.ToString(), Text(shown, "required"), ignoreCase: true);
            Assert.Equal(expected.Position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "named", Text(shown, "position"));
            Assert.Equal(expected.PipelineInput, Text(shown, "pipelineInput"));
            Assert.Equal(expected.Wildcards.ToString(), Text(shown, "globbing"), ignoreCase: true);
            Assert.Equal(expected.Aliases.Count == 0 ? "none" : string.Join(", ", expected.Aliases), Text(shown, "aliases"));
            Assert.Equal(expected.DefaultValue, Text(shown, "defaultValue"));
            Assert.Equal(expected.Type, Text(Property(shown, "type"), "name"));
        });
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Syntax_of_the_help_is_that_of_reflection(string command)
    {
        var facts = ModuleHelp.Commands(_session).Single(candidate => candidate.Name == command);
        var items = Items(Property(Help(command), "syntax"), "syntaxItem").ToList();

        Assert.Equal(
            facts.Syntax.Select(entry => string.Join(' ', entry.Parameters)),
            items.Select(item => string.Join(' ', Items(item, "parameter").Select(Parameter))));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_is_shown_on_the_screen(string command)
    {
        var screen = _session.Run($"Get-Help {command} -Full | Out-Default").Succeed().Screen;

        Assert.Contains(ModuleHelp.Page(command).Synopsis, Unwrapped(screen), StringComparison.Ordinal);
        Assert.Contains("Permissions: ", screen, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Topics_are_found_by_their_names(string topic)
    {
        var text = _session.Run($"Get-Help {topic}").Succeed().One.ToString();

        Assert.StartsWith($"TOPIC\n    {topic}\n\nSHORT DESCRIPTION\n    ", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n').Where(line => !line.StartsWith(Code, StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, ScreenWidth));
    }

    [Fact]
    public void A_copy_of_the_module_brings_its_help()
    {
        var copy = Directory.CreateTempSubdirectory("module");
        try
        {
            foreach (var folder in new[] { "bin", "en-US" })
            {
                Copy(Path.Combine(BuiltFiles.RepositoryRoot, folder), Path.Combine(copy.FullName, "TokenRotation", folder));
            }

            var manifest = Path.Combine(copy.FullName, "TokenRotation", "TokenRotation.psd1");
            File.Copy(BuiltFiles.Manifest, manifest);
            using var session = new Session(manifest);

            var page = ModuleHelp.Page("Find-DtToken");
            Assert.Equal(page.Synopsis, Text(session.Run("Get-Help Find-DtToken").Succeed().One, "Synopsis"));
            Assert.Contains("about_TokenRotation", session.Run("Get-Help about_TokenRotation").Succeed().One.ToString(), StringComparison.Ordinal);
            Assert.StartsWith(copy.FullName, Text(session.Run("Get-Command Find-DtToken").One, "HelpFile"), StringComparison.Ordinal);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_recovery_topic_says_what_to_do_after_every_error()
    {
        var find = (CmdletInfo)_session.Run("Get-Command Find-DtToken").One.BaseObject;
        var ids = find.ImplementingType.Assembly.GetType("TokenRotation.Cmdlets.ErrorIds", throwOnError: true)!
            .GetFields().Select(field => (string)field.GetRawConstantValue()!);
        var topic = File.ReadAllText(Path.Combine(ModuleHelp.Folder, "about_DtRotation_Recovery.md"));

        Assert.All(ids, id => Assert.Contains($"\n- {id}: ", topic, StringComparison.Ordinal));
    }

    private PSObject Help(string command) => _session.Run($"Get-Help {command} -Full").Succeed().One;

    private static IEnumerable<PSObject> Parameters(PSObject help) => Items(Property(help, "parameters"), "parameter");

    private static SyntaxParameter Parameter(PSObject parameter) => new(
        Text(parameter, "name"),
        bool.Parse(Text(parameter, "required")),
        parameter.Properties["parameterValue"] is null ? null : Text(parameter, "parameterValue"));

    private static IEnumerable<string> TypeNames(PSObject help, string list, string item) =>
        Items(Property(help, list), item).Select(entry => Text(Property(entry, "type"), "name"));

    private static PSObject Property(PSObject of, string name) => PSObject.AsPSObject(of.Properties[name].Value);

    private static string Text(PSObject of, string name) => Property(of, name).ToString();

    // The engine ends a paragraph before a list with a line break.
    private static IEnumerable<string> Texts(PSObject of, string name) => Items(of, name).Select(paragraph => Text(paragraph, "Text").TrimEnd());

    private static IEnumerable<PSObject> Items(PSObject of, string name) => of.Properties[name]?.Value switch
    {
        null => [],
        IEnumerable<PSObject> several => several,
        var one => LanguagePrimitives.GetEnumerable(one) is { } items ? items.Cast<object>().Select(PSObject.AsPSObject) : [PSObject.AsPSObject(one)],
    };

    private static string Unwrapped(string screen) =>
        string.Join(' ', screen.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
