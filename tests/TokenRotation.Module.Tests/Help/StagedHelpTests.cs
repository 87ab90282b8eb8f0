using System.Globalization;
using System.Management.Automation;
using TokenRotation.HelpBuilder.Pages;
using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Help;

/// <summary>What Get-Help shows is what the pages and reflection say, wherever the module stands.</summary>
public sealed class StagedHelpTests(HelpSession shared) : IClassFixture<HelpSession>
{
    private const int ScreenWidth = 80;
    private const string Code = "        ";

    public static TheoryData<string> Commands => ModuleHelp.Names();

    public static TheoryData<string> Topics => [.. ModuleHelp.TopicNames()];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_is_the_page(string command)
    {
        var page = ModuleHelp.Page(command);
        var help = Help(shared.Session, command);

        Assert.Equal(page.Synopsis, help.Synopsis);
        Assert.Equal(page.Description, help.Description);
        Assert.Equal(page.Notes, help.Notes);
        Assert.Equal(page.Examples.Select(example => example.Code), help.ExampleCode);
        Assert.Equal(
            page.Parameters.Select(parameter => (parameter.Name, string.Join('\n', parameter.Description))),
            help.Parameters.Select(parameter => (parameter.Name, parameter.Description)));
        Assert.Equal(page.Inputs.Select(input => input.TypeName), help.Inputs);
        Assert.Equal(page.Outputs.Select(output => output.TypeName), help.Outputs);
        Assert.Equal(page.RelatedLinks.Select(link => link.Text).Prepend("Online Version:"), help.RelatedLinks);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Parameters_of_the_help_are_those_of_reflection(string command)
    {
        var facts = Facts(command);
        var expected = facts.Parameters.Select(name => Shown(name, facts.FactsOf(name)[0]));
        var shown = Help(shared.Session, command).Parameters.Select(parameter => parameter with { Description = string.Empty });

        Assert.Equal(expected.OrderBy(parameter => parameter.Name), shown.OrderBy(parameter => parameter.Name));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Syntax_of_the_help_is_that_of_reflection(string command) =>
        Assert.Equal(Facts(command).Syntax.Select(entry => entry.Parameters), Help(shared.Session, command).Syntax);

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_is_shown_on_the_screen(string command)
    {
        var screen = shared.Session.Run($"Get-Help {command} -Full | Out-Default").Succeed().Screen;

        var words = string.Join(' ', screen.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(ModuleHelp.Page(command).Synopsis, words, StringComparison.Ordinal);
        Assert.Contains("Permissions: ", screen, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Topics_are_found_by_their_names(string topic)
    {
        var text = shared.Session.Run($"Get-Help {topic}").Succeed().One.ToString();

        Assert.StartsWith($"TOPIC\n    {topic}\n\nSHORT DESCRIPTION\n    ", text, StringComparison.Ordinal);
        Assert.All(
            text.Split('\n').Where(line => !line.StartsWith(Code, StringComparison.Ordinal)),
            line => Assert.InRange(line.Length, 0, ScreenWidth));
    }

    [Fact]
    public void A_copy_of_the_module_brings_its_help()
    {
        var copy = Directory.CreateTempSubdirectory("module");
        try
        {
            foreach (var folder in new[] { "bin", "en-US" })
            {
                Copy(Path.Combine(BuiltFiles.Module, folder), Path.Combine(copy.FullName, "TokenRotation", folder));
            }

            var manifest = Path.Combine(copy.FullName, "TokenRotation", "TokenRotation.psd1");
            File.Copy(BuiltFiles.Manifest, manifest);
            using var session = new Session(manifest);

            Assert.Equal(ModuleHelp.Page("Find-DtToken").Synopsis, Help(session, "Find-DtToken").Synopsis);
            var helpFile = ((CmdletInfo)session.Run("Get-Command Find-DtToken").One.BaseObject).HelpFile;
            Assert.StartsWith(copy.FullName, helpFile, StringComparison.Ordinal);
            var topic = session.Run("Get-Help about_TokenRotation").Succeed().One.ToString();
            Assert.Contains("about_TokenRotation", topic, StringComparison.Ordinal);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_recovery_topic_says_what_to_do_after_every_error()
    {
        var find = (CmdletInfo)shared.Session.Run("Get-Command Find-DtToken").One.BaseObject;
        var ids = find.ImplementingType.Assembly.GetType("TokenRotation.Cmdlets.Errors.ErrorIds", throwOnError: true)!
            .GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        var topic = File.ReadAllText(Path.Combine(ModuleHelp.Folder, "about_DtRotation_Recovery.md"));

        Assert.All(ids, id => Assert.Contains($"\n- {id}: ", topic, StringComparison.Ordinal));
        var from = topic.IndexOf("## ERROR IDS", StringComparison.Ordinal);
        var list = topic[from..topic.IndexOf("## SEE ALSO", from, StringComparison.Ordinal)];
        Assert.Equal(ids.Order(), list.Split("\n- ").Skip(1).Select(entry => entry.Split(':')[0]).Order());
    }

    private static ShownParameter Shown(string name, ParameterFacts facts) => new(
        name,
        string.Empty,
        facts.Type,
        facts.Required,
        facts.Position?.ToString(CultureInfo.InvariantCulture) ?? "named",
        facts.DefaultValue,
        facts.PipelineInput,
        facts.Wildcards,
        facts.Aliases.Count == 0 ? "none" : string.Join(", ", facts.Aliases));

    private static ShownHelp Help(Session session, string command) =>
        new(session.Run($"Get-Help {command} -Full").Succeed().One);

    private CommandFacts Facts(string command) =>
        shared.Commands.Single(candidate => candidate.Name == command);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
