using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using TokenRotation.Simulation.Accounts;

namespace TokenRotation.Simulation;

/// <summary>What the program can be asked to do.</summary>
internal static partial class Commands
{
    private const string Usage =
        "[--account] --schedules COUNT [--seed N] [--threads N] | [--account] --replay SEED [--whole] | "
            + "[--account] --mutants MOST [--only TEXT] | --matrix";

    /// <summary>Runs the program; 0 if no promise was broken.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        var isOfAccount = arguments.Contains("--account");
        if (Number(arguments, "--replay") is { } seed)
        {
            return isOfAccount
                ? AccountCommands.Replay((ulong)seed, arguments.Contains("--whole"), output)
                : Replay((ulong)seed, arguments.Contains("--whole"), output);
        }

        if (arguments.Contains("--matrix"))
        {
            output.Write(FaultMatrix.Page([.. FaultMatrix.Cells()]));
            return 0;
        }

        if (Number(arguments, "--mutants") is { } most)
        {
            return isOfAccount
                ? AccountCommands.FindMutants((int)most, Text(arguments, "--only"), output)
                : FindMutants((int)most, Text(arguments, "--only"), output);
        }

        if (Number(arguments, "--schedules") is not { } count)
        {
            output.WriteLine(Usage);
            return 2;
        }

        var first = (ulong)(Number(arguments, "--seed") ?? Random.Shared.Next());
        var threads = (int)(Number(arguments, "--threads") ?? Environment.ProcessorCount);
        return isOfAccount
            ? RunMany(first, count, threads, (next, statistics) => AccountSchedules.Run(next, null, statistics), output)
            : RunMany(first, count, threads, (next, statistics) => Schedules.Run(next, null, statistics), output);
    }

    private static int RunMany<TViolation>(
        ulong seed, long count, int threads, Func<ulong, Statistics, TViolation?> run, TextWriter output)
        where TViolation : class, IViolation
    {
        var watch = Stopwatch.StartNew();
        var (statistics, violations) = Schedules.RunMany(seed, count, threads, run);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"first seed",-18}{seed,14}"));
        foreach (var line in statistics.Lines())
        {
            output.WriteLine(line);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"violations",-18}{violations.Count,14}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"seconds",-18}{watch.Elapsed.TotalSeconds,14:0.0}"));
        // What differs in names, IDs and times only is shown once.
        foreach (var group in violations.GroupBy(violation => Varying().Replace(violation.Message, "_"))
            .OrderByDescending(group => group.Count()))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{group.Count()} like {group.First()}"));
            output.WriteLine("  seeds " + string.Join(", ", group.Take(8).Select(violation => violation.Seed)));
        }

        return violations.Count == 0 ? 0 : 1;
    }

    private static int FindMutants(int most, string only, TextWriter output)
    {
        var missed = 0;
        foreach (var mutant in Mutants.All.Where(mutant => mutant.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            var found = Schedules.Find(mutant, most);
            missed += found is null ? 1 : 0;
            output.WriteLine(found is { } hit
                ? string.Create(CultureInfo.InvariantCulture, $"{hit.Schedules,6} {mutant.Name}: {hit.Violation.Message}")
                : $"never  {mutant.Name}");
        }

        return missed == 0 ? 0 : 1;
    }

    private static int Replay(ulong seed, bool whole, TextWriter output)
    {
        if (Schedules.Run(seed, null, new Statistics(), whole ? output.WriteLine : null) is not { } violation)
        {
            output.WriteLine($"Seed {seed} keeps all promises.");
            return 0;
        }

        var shrunk = Shrinker.Shrink(violation, null);
        output.WriteLine(shrunk.Scenario);
        foreach (var (index, decision) in shrunk.Decisions.OrderBy(decision => decision.Key))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{index,4} {decision}"));
        }

        Schedules.Run(shrunk.Scenario, new ListedDecisions(shrunk.Decisions), null, new Statistics(), output.WriteLine);
        output.WriteLine(shrunk.Message);
        return 1;
    }

    [GeneratedRegex(@"\b[a-c] tokenn*|\bmanagern*|dt0c01\.\w+|dt0s16\.\w+|[0-9a-f-]{36}|\b[\w:]*\d[\w:.]*|\[dtr[^\]]*\]?")]
    private static partial Regex Varying();

    private static long? Number(IReadOnlyList<string> arguments, string name) =>
        Text(arguments, name) is { Length: > 0 } number ? long.Parse(number, CultureInfo.InvariantCulture) : null;

    private static string Text(IReadOnlyList<string> arguments, string name) =>
        arguments.SkipWhile(argument => argument != name).Skip(1).FirstOrDefault() ?? string.Empty;
}
