using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace TokenRotation.Simulation.Tests;

/// <summary>docs/evidence/failure-modes.md names the tests that there are.</summary>
public sealed partial class FailureModePageTests
{
    private static readonly string Root = typeof(FailureModePageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    [Fact]
    public void The_page_names_every_test_of_every_row()
    {
        var named = TestName().Matches(File.ReadAllText(Path.Combine(Root, "docs", "evidence", "failure-modes.md")))
            .Select(match => match.Groups["name"].Value);
        var tests = typeof(FailureModeTests).GetMethods().Select(method => method.Name)
            .Where(name => name.StartsWith('F') && char.IsDigit(name[1])).ToList();

        Assert.Equal(tests.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
        var rows = tests.Select(name => int.Parse(name[1..].Split('_')[0], CultureInfo.InvariantCulture)).Distinct().ToList();
        Assert.Equal(Enumerable.Range(1, rows.Count), rows.Order());
    }

    [GeneratedRegex("`(?<name>F[0-9]+_[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
