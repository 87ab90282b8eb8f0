using System.Management.Automation.Language;

namespace TokenRotation.Module.Tests.Conventions;

/// <summary>
/// What every script of the repository keeps to: those of PSScriptAnalyzer's rules that a parser can hold. build.ps1 -Task
/// Analyze runs all of them where that module is installed.
/// </summary>
public sealed class ScriptTests
{
    private static readonly string[] Forbidden =
        ["Write-Host", "Invoke-Expression", "iex", "ConvertTo-SecureString", "Get-WmiObject"];
    private static readonly string[] Aliases = ["?", "%", "cat", "cd", "cp", "del", "dir", "echo", "fl", "foreach", "ft", "gc",
        "gci", "gm", "ls", "mv", "rm", "select", "sleep", "sort", "where", "measure"];

    public static TheoryData<string> Scripts =>
    [
        .. new[] { "*.ps1", "*.psm1", "*.psd1" }
            .SelectMany(pattern => Folders.SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(BuiltFiles.RepositoryRoot, folder.Name), pattern, folder.Depth)))
            .Select(file => Path.GetRelativePath(BuiltFiles.RepositoryRoot, file)),
    ];

    private static (string Name, SearchOption Depth)[] Folders =>
    [
        (string.Empty, SearchOption.TopDirectoryOnly),
        (".github", SearchOption.AllDirectories),
        ("benchmarks", SearchOption.AllDirectories),
        ("samples", SearchOption.AllDirectories),
        ("tests", SearchOption.AllDirectories),
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_parses_and_uses_full_names_and_nothing_unsafe(string script)
    {
        var ast = Parse(script);
        var commands = ast.FindAll(one => one is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>().Select(
            command => command.GetCommandName()).ToList();

        Assert.Empty(commands.Intersect(Forbidden, StringComparer.OrdinalIgnoreCase));
        Assert.Empty(commands.Intersect(Aliases, StringComparer.OrdinalIgnoreCase));
        Assert.Empty(ast.FindAll(one => one is CatchClauseAst { Body.Statements.Count: 0 }, searchNestedScriptBlocks: true));
        Assert.Empty(
            ast.FindAll(one => one is VariableExpressionAst { VariablePath.IsGlobal: true }, searchNestedScriptBlocks: true));
    }

    // Windows PowerShell takes a file without a byte order mark for the machine's own code page.
    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_is_ascii_without_trailing_blanks(string script)
    {
        var text = File.ReadAllText(Path.Combine(BuiltFiles.RepositoryRoot, script));

        Assert.True(text.All(char.IsAscii), "not ASCII");
        Assert.DoesNotContain(text.Split('\n'), line => line != line.TrimEnd());
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void No_parameter_takes_a_password_as_text(string script)
    {
        var parameters = Parse(script).FindAll(one => one is ParameterAst, searchNestedScriptBlocks: true).Cast<ParameterAst>();

        Assert.DoesNotContain(parameters, parameter =>
            parameter.StaticType == typeof(string)
            && new[]
            {
                "Password",
                "Passphrase",
                "Cred",
            }.Any(word => parameter.Name.VariablePath.UserPath.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    private static ScriptBlockAst Parse(string script)
    {
        var ast = Parser.ParseFile(Path.Combine(BuiltFiles.RepositoryRoot, script), out _, out var errors);
        Assert.Empty(errors.Select(error => error.Message));
        return ast;
    }
}
