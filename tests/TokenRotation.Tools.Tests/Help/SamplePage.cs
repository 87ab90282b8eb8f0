using TokenRotation.HelpBuilder.Markdown;
using TokenRotation.HelpBuilder.Pages;

namespace TokenRotation.Tools.Tests.Help;

/// <summary>A right page; tests change one thing about it.</summary>
internal static class SamplePage
{
    public const string File = "Get-Thing.md";

    public const string Text = """
        ---
        external help file: Sample.dll-Help.xml
        Module Name: Sample
        online version:
        schema: 2.0.0
        ---

        # Get-Thing

        ## SYNOPSIS
        Gets *things* by their `Name`.

        ## SYNTAX

        ### ByName (Default)
        ```
        Get-Thing [[-Name] <string[]>] [-Kind <Kind>] [-Fast]
         [<CommonParameters>]
        ```

        ### ById
        ```
        Get-Thing -Id <string> [-Fast] [<CommonParameters>]
        ```

        ## DESCRIPTION
        The first paragraph
        goes on.

        The second has a list:

        - one
        - two

        ## EXAMPLES

        ### Example 1: Everything
        ```powershell connected two-things
        Get-Thing -Name '*' |
            Where-Object Fast
        ```

        Gets everything.

        ```output
        Name
        ----
        ```

        ## PARAMETERS

        ### -Fast
        In a hurry.

        ```yaml
        Type: SwitchParameter
        Parameter Sets: (All)
        Aliases:

        Required: False
        Position: Named
        Default value: False
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ### -Id
        The ID.

        ```yaml
        Type: string
        Parameter Sets: ById
        Aliases: ThingId

        Required: True
        Position: Named
        Default value: None
        Accept pipeline input: True (ByPropertyName)
        Accept wildcard characters: False
        ```

        ### -Kind
        The kind.

        ```yaml
        Type: Kind
        Parameter Sets: ByName
        Aliases:
        Accepted values: Round, Square

        Required: False
        Position: Named
        Default value: Round
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ### -Name
        The name.

        ```yaml
        Type: string[]
        Parameter Sets: ByName
        Aliases:

        Required: False
        Position: 0
        Default value: None
        Accept pipeline input: True (ByPropertyName, ByValue)
        Accept wildcard characters: True
        ```

        ### CommonParameters
        The usual ones.

        ## INPUTS

        ### System.String
        A name.

        ## OUTPUTS

        ### Sample.Thing
        A thing.

        ## NOTES
        Needs a scope.

        ## RELATED LINKS

        [Set-Thing](Set-Thing.md)

        [The vendor](https://example.org/things)
        """;

    public static CommandPage Read() => Read(Text);

    public static CommandPage Read(string text) => CommandPage.Read(MarkdownFile.Parse(File, text));

    /// <summary>The page with one piece of text changed.</summary>
    public static string With(string oldText, string newText)
    {
        Assert.Contains(oldText, Text, StringComparison.Ordinal);
        return Text.Replace(oldText, newText, StringComparison.Ordinal);
    }

    /// <summary>The line on which a piece of text begins, counted from 1.</summary>
    public static int LineOf(string text, string piece) =>
        text[..text.IndexOf(piece, StringComparison.Ordinal)].Count(character => character == '\n') + 1;
}
