using System.Reflection;
using System.Text.RegularExpressions;
using TokenRotation.Simulation.Accounts;

namespace TokenRotation.Simulation.Tests;

/// <summary>docs/evidence/simulation.md says which deliberate mistakes take each rule out, and which tests find them.</summary>
public sealed partial class RulePageTests
{
    private const string Heading = "## Which rule each mistake takes out";
    private const int RuleColumn = 1;
    private const int ClassicColumn = 2;
    private const int PlatformColumn = 3;
    private const int TestColumn = 4;

    private static readonly string Root = typeof(RulePageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    [Fact]
    public void Each_rule_has_a_row_with_what_finds_that_it_is_gone()
    {
        var rules = Rows().Where(row => Rule().IsMatch(row[RuleColumn])).ToList();

        Assert.Equal(
            Enumerable.Range(1, 14).Select(number => $"G{number}"), rules.Select(row => Rule().Match(row[RuleColumn]).Value));
        Assert.All(rules, row => Assert.True(
            Names(row[ClassicColumn]).Concat(Names(row[PlatformColumn])).Concat(Tests(row[TestColumn])).Any(), row[RuleColumn]));
    }

    [Fact]
    public void The_table_names_every_mistake_that_there_is_and_no_other()
    {
        IEnumerable<Mutant> classic = [.. Mutants.All, Mutants.Sleeper, Mutants.Unsettled];

        Assert.Equal(
            classic.Select(mutant => mutant.Name).Order(StringComparer.Ordinal),
            Rows().SelectMany(row => Names(row[ClassicColumn])).Order(StringComparer.Ordinal));
        Assert.Equal(
            AccountMutants.All.Select(mutant => mutant.Name).Order(StringComparer.Ordinal),
            Rows().SelectMany(row => Names(row[PlatformColumn])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_tests_that_it_names_are_there() => Assert.All(
        Rows().SelectMany(row => Tests(row[TestColumn])),
        test =>
        {
            var (of, method) = (test.Split('.')[0], test.Split('.')[1]);
            var file = Assert.Single(
                Directory.EnumerateFiles(Path.Combine(Root, "tests"), of + ".cs", SearchOption.AllDirectories));
            Assert.Contains($" {method}(", File.ReadAllText(file), StringComparison.Ordinal);
        });

    private static List<string[]> Rows() => File.ReadAllText(Path.Combine(Root, "docs", "evidence", "simulation.md"))
        .Split(Heading)[1].Split("\n## ")[0].Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)
        .Select(line => line.Split('|')).ToList();

    private static IEnumerable<string> Names(string cell) => Quoted().Matches(cell).Select(match => match.Groups["what"].Value);

    private static IEnumerable<string> Tests(string cell) => Test().Matches(cell).Select(match => match.Groups["what"].Value);

    [GeneratedRegex("(?<= )G[0-9]+(?= )")]
    private static partial Regex Rule();

    [GeneratedRegex("\"(?<what>[^\"]+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("`(?<what>[A-Za-z]+\\.[A-Za-z0-9_]+)`")]
    private static partial Regex Test();
}
