using TokenRotation.HelpBuilder.Markdown;
using TokenRotation.HelpBuilder.Pages;
using TokenRotation.HelpBuilder.Topics;

namespace TokenRotation.Tools.Tests.Help;

public sealed class AboutTopicTests
{
    [Fact]
    public void Headings_stand_left_of_their_text()
    {
        var text = Convert("""
            # about_Things

            ## SHORT DESCRIPTION
            What *things* are.

            ## LONG DESCRIPTION
            Long.

            ### Round things
            See [about_Balls](about_Balls.md), or <https://example.org>.

            ```powershell
            Get-Thing |
                Remove-Thing
            ```

            1. first
            2. second

            ## SEE ALSO
            - [Vendor](https://example.org/v)
            """);

        Assert.Equal(
            """
            TOPIC
                about_Things

            SHORT DESCRIPTION
                What things are.

            LONG DESCRIPTION
                Long.

              Round things
                See about_Balls, or https://example.org.

                    Get-Thing |
                        Remove-Thing

                1. first
                2. second

            SEE ALSO
                - Vendor (https://example.org/v)

            """,
            text);
    }

    [Theory]
    [InlineData("# about_Things\n\n## LONG DESCRIPTION\nLong.\n", 1)]
    [InlineData("# about_Things\n\n## SHORT DESCRIPTION\nOne.\n\nTwo.\n", 1)]
    [InlineData("# about_Things\n", 1)]
    [InlineData("# about_Things\n\nText.\n\n## SHORT DESCRIPTION\nOne.\n", 3)]
    [InlineData("# about_Other\n\n## SHORT DESCRIPTION\nOne.\n", 1)]
    [InlineData("## SHORT DESCRIPTION\nOne.\n", 1)]
    [InlineData("# about_Things\n\n# about_Things\n", 3)]
    [InlineData("# about_Things\n\n## SHORT DESCRIPTION\nOne.\n\n#### Deep\nText.\n", 6)]
    public void A_topic_begins_with_its_name_and_its_short_description(string markdown, int line) =>
        Assert.Equal(line, Assert.Throws<PageException>(() => Convert(markdown)).Error.Line);

    private static string Convert(string markdown) => AboutTopic.Read(MarkdownFile.Parse("about_Things.md", markdown)).ToText();
}
