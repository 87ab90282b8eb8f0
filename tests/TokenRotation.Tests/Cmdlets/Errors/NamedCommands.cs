using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using TokenRotation.Cmdlets;

namespace TokenRotation.Tests.Cmdlets.Errors;

/// <summary>The commands that a text for people names, and whether there are such.</summary>
internal static partial class NamedCommands
{
    // What a text may send people to besides the module's own cmdlets, with the parameters that it may name.
    private static readonly Dictionary<string, string[]> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Get-Help"] = ["Parameter"],
        ["Install-Module"] = [],
        ["Install-PSResource"] = [],
        ["Start-ThreadJob"] = [],
        ["ForEach-Object"] = ["Parallel"],
        ["Where-Object"] = ["EQ"],
        ["Format-List"] = [],
        ["Get-SecretInfo"] = [],
        ["Get-SecretVault"] = [],
        ["Set-SecretVaultDefault"] = ["Name"],
        ["Register-SecretVault"] = [],
        ["Unlock-SecretVault"] = ["Name", "Password"],
        ["Set-SecretStoreConfiguration"] = [],
        ["Get-Error"] = [],
    };

    private static readonly string[] Common =
        [.. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters];

    private static readonly Dictionary<string, HashSet<string>> Own = typeof(FindDtTokenCommand).Assembly.GetTypes()
        .Select(type => (Type: type, Cmdlet: type.GetCustomAttribute<CmdletAttribute>()))
        .Where(found => found.Cmdlet is not null)
        .ToDictionary(found => $"{found.Cmdlet!.VerbName}-{found.Cmdlet.NounName}", found => ParametersOf(found.Type));

    /// <summary>The names of the module's cmdlets.</summary>
    public static IEnumerable<string> OfModule => Own.Keys;

    /// <summary>How many commands a text names.</summary>
    public static int CountIn(string text) => Command().Count(text);

    /// <summary>What a text names and is not there: a command, a parameter of one, or a parameter of none at all.</summary>
    public static IEnumerable<string> MissingIn(string text)
    {
        foreach (Match command in Command().Matches(text))
        {
            var name = command.Groups["name"].Value;
            var known = Own.TryGetValue(name, out var own) ? own : Others.TryGetValue(name, out var others) ? [.. others] : null;
            if (known is null)
            {
                yield return name;
                continue;
            }

            foreach (var parameter in command.Groups["parameter"].Captures.Select(capture => capture.Value))
            {
                if (!known.Contains(parameter, StringComparer.OrdinalIgnoreCase))
                {
                    yield return $"{name} -{parameter}";
                }
            }
        }

        foreach (Match parameter in Parameter().Matches(Command().Replace(text, string.Empty)))
        {
            if (!Own.Values.Any(parameters => parameters.Contains(parameter.Groups["parameter"].Value)))
            {
                yield return parameter.Value.Trim();
            }
        }
    }

    private static HashSet<string> ParametersOf(Type type)
    {
        var properties = type.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute)));
        var names = properties.SelectMany(
            property => property.GetCustomAttributes<AliasAttribute>()
                .SelectMany(alias => alias.AliasNames)
                .Prepend(property.Name));
        return new HashSet<string>([.. names, .. Common], StringComparer.OrdinalIgnoreCase);
    }

    // A verb and a noun, and the parameters right behind, each with one value at most.
    [GeneratedRegex(
        @"\b(?<name>(?:ForEach|[A-Z][a-z]+)-[A-Z][A-Za-z]+)\b"
            + @"(?:`? `?-(?<parameter>[A-Za-z]+)\b(?::\$\w+)?(?: (?![-|`])(?:'[^']*'|[^\s;|`]+))?)*",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Command();

    [GeneratedRegex(@"(?<=[\s(`]|^)-(?<parameter>[A-Z][A-Za-z]{2,})\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
