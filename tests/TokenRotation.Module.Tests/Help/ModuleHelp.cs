using System.Management.Automation;
using TokenRotation.HelpBuilder.Markdown;
using TokenRotation.HelpBuilder.Pages;
using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Help;

/// <summary>The pages in docs, and the cmdlets that they are about.</summary>
internal static class ModuleHelp
{
    public static string Folder => Path.Combine(BuiltFiles.RepositoryRoot, "docs", "en-US");

    /// <summary>The cmdlets that the manifest exports, from a session.</summary>
    public static IReadOnlyList<CommandFacts> Commands(Session session)
    {
        var commands = session.Run("Get-Command -Module TokenRotation").Succeed().Output;
        return [.. commands.Select(command => new CommandFacts((CmdletInfo)command.BaseObject))];
    }

    /// <summary>The cmdlets' names, from the manifest; tests are named by them.</summary>
    public static TheoryData<string> Names()
    {
        using var session = new Session();
        return [.. Commands(session).Select(command => command.Name)];
    }

    public static string PathOf(string command) => Path.Combine(Folder, command + ".md");

    public static CommandPage Page(string command) => CommandPage.Read(MarkdownFile.Read(PathOf(command)));

    public static IEnumerable<string> PageNames() => Names("*-*.md");

    public static IEnumerable<string> TopicNames() => Names("about_*.md");

    private static IEnumerable<string> Names(string pattern) => Directory.EnumerateFiles(Folder, pattern)
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .Order(StringComparer.Ordinal);
}
