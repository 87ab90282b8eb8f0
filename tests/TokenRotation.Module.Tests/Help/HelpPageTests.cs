using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Help;

/// <summary>
/// The pages say what reflection says. With <c>TOKENROTATION_REFRESH_HELP=1</c> these tests write the facts into the pages,
/// and a draft for a cmdlet that has no page; then build and test again.
/// </summary>
public sealed class HelpPageTests(HelpSession shared) : IClassFixture<HelpSession>
{
    private const string RefreshVariable = "TOKENROTATION_REFRESH_HELP";
    private const string PermissionsMark = "Permissions: ";
    private const string None = "None";

    private static readonly string[] ManagementScopes =
        ["apiTokens.read", "apiTokens.write", "TenantTokenManagement", "platform-token:tokens:manage"];

    public static TheoryData<string> Commands => ModuleHelp.Names();

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet()
    {
        var commands = shared.Commands;
        if (Refreshing)
        {
            foreach (var missing in commands.Where(command => !File.Exists(ModuleHelp.PathOf(command.Name))))
            {
                File.WriteAllText(ModuleHelp.PathOf(missing.Name), PageFacts.Draft(missing));
            }
        }

        Assert.Equal(commands.Select(command => command.Name).Order(StringComparer.Ordinal), ModuleHelp.PageNames());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Syntax_and_facts_are_those_of_reflection(string command)
    {
        var path = ModuleHelp.PathOf(command);
        var text = File.ReadAllText(path);
        var facts = Facts(command);
        var refreshed = PageFacts.Refresh(path, text, facts);
        if (Refreshing)
        {
            File.WriteAllText(path, refreshed);
            return;
        }

        Assert.True(
            text == refreshed,
            $"{command}.md is out of date at '{FirstDifference(text, refreshed)}'. See docs/README.md.");
        Assert.Equal(facts.Parameters.Order(), ModuleHelp.Page(command).Parameters.Select(parameter => parameter.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Inputs_are_what_the_pipeline_can_bind(string command)
    {
        var facts = Facts(command);
        var inputs = ModuleHelp.Page(command).Inputs.Select(input => input.TypeName).ToList();
        if (!facts.TypesByValue.Any() && !facts.NamesByProperty.Any())
        {
            Assert.Equal([None], inputs);
            return;
        }

        Assert.Empty(facts.TypesByValue.Except(inputs));
        var emitted = shared.Commands
            .SelectMany(other => other.OutputTypes)
            .Distinct()
            .ToDictionary(type => type.FullName!);
        Assert.All(inputs.Except(facts.TypesByValue), name =>
        {
            Assert.True(emitted.ContainsKey(name), $"{name} is neither bound by value nor emitted by a cmdlet of this module.");
            Assert.NotEmpty(emitted[name].GetProperties().Select(property => property.Name).Intersect(facts.NamesByProperty));
        });
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Outputs_are_the_declared_types(string command)
    {
        var declared = Facts(command).OutputTypes.Select(type => type.FullName!).DefaultIfEmpty(None);
        var described = ModuleHelp.Page(command).Outputs.Select(output => output.TypeName);

        // What emits only with -PassThru says None as well.
        Assert.Equal(declared.Order(), described.Where(name => name != None || declared.Contains(None)).Order());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void There_are_two_examples_or_more_and_all_differ(string command)
    {
        var examples = ModuleHelp.Page(command).Examples;

        Assert.True(examples.Count >= 2, $"{command} has {examples.Count} example(s).");
        Assert.Equal(examples.Count, examples.Select(example => example.Code).Distinct().Count());
        Assert.All(examples, example => Assert.Contains(command, example.Code, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Notes_begin_with_the_permissions(string command)
    {
        var first = ModuleHelp.Page(command).Notes[0];

        Assert.StartsWith(PermissionsMark, first, StringComparison.Ordinal);
        Assert.True(
            first.StartsWith(PermissionsMark + "none", StringComparison.Ordinal)
            || ManagementScopes.Any(scope => first.Contains(scope, StringComparison.Ordinal)),
            $"{command} names no scope in its first note.");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Related_links_lead_to_the_overview_and_to_cmdlets_of_this_module(string command)
    {
        var links = ModuleHelp.Page(command).RelatedLinks;
        var topics = links.Where(link => link.Address.Length == 0).Select(link => link.Text).ToList();

        Assert.Contains("about_TokenRotation", topics);
        Assert.Empty(topics.Except(ModuleHelp.PageNames()).Except(ModuleHelp.TopicNames()));
        Assert.DoesNotContain(command, topics);
    }

    private static bool Refreshing => Environment.GetEnvironmentVariable(RefreshVariable) == "1";

    private CommandFacts Facts(string command) =>
        shared.Commands.Single(candidate => candidate.Name == command);

    private static string FirstDifference(string text, string refreshed)
    {
        var at = text.Zip(refreshed).TakeWhile(pair => pair.First == pair.Second).Count();
        var start = refreshed.LastIndexOf('\n', Math.Max(0, Math.Min(at, refreshed.Length) - 1)) + 1;
        return refreshed[start..].Split('\n')[0];
    }
}
