using TokenRotation.HelpBuilder.Markdown;
using TokenRotation.HelpBuilder.Pages;
using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Help;

public sealed class PageFactsTests : IDisposable
{
    private const string Command = "Find-DtToken";

    private readonly Session _session = new();
    private readonly CommandFacts _facts;

    public PageFactsTests() => _facts = ModuleHelp.Commands(_session).Single(command => command.Name == Command);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_draft_has_all_facts_and_is_no_page_yet()
    {
        var draft = PageFacts.Draft(_facts);

        Assert.Equal(draft, Refreshed(draft));
        Assert.All(_facts.Parameters, parameter => Assert.Contains($"\n### -{parameter}\n", draft, StringComparison.Ordinal));
        var error = Assert.Throws<PageException>(() => CommandPage.Read(MarkdownFile.Parse(ModuleHelp.PathOf(Command), draft)));
        Assert.Contains("placeholder", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Find-DtToken [[-Name] <string[]>]", "Find-DtToken [-Name <string>]")]
    [InlineData("Aliases: TokenId\n", "Aliases:\n")]
    [InlineData("Accept pipeline input: True (ByPropertyName)", "Accept pipeline input: False")]
    [InlineData("Accept wildcard characters: True", "Accept wildcard characters: False")]
    [InlineData("Parameter Sets: Search", "Parameter Sets: (All)")]
    [InlineData("Type: DtDuration", "Type: string")]
    public void A_wrong_fact_is_put_right_and_words_stay(string right, string wrong)
    {
        var page = File.ReadAllText(ModuleHelp.PathOf(Command));
        var tampered = page.Replace(right, wrong, StringComparison.Ordinal);

        Assert.NotEqual(page, tampered);
        Assert.Equal(page, Refreshed(tampered));
    }

    [Fact]
    public void A_parameter_without_a_description_gets_room_for_one()
    {
        var page = File.ReadAllText(ModuleHelp.PathOf(Command));
        var start = page.IndexOf("### -Revoked\n", StringComparison.Ordinal);
        var without = page.Remove(start, page.IndexOf("### -RevokedFor", StringComparison.Ordinal) - start);

        Assert.Contains("### -Revoked\n\n{{ Meaning }}\n\n```yaml\n", Refreshed(without), StringComparison.Ordinal);
    }

    private string Refreshed(string text) => PageFacts.Refresh(ModuleHelp.PathOf(Command), text, _facts);
}
