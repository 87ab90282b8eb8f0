// dotnet run -c Release --project tests/TokenRotation.Fuzz -- --inputs 1000000 --seed 1
// Exit code 1 when something was found.
using System.Diagnostics;
using System.Globalization;
using TokenRotation.Fuzz;

var inputs = Option("--inputs", 1_000_000);
var seed = Option("--seed", Environment.TickCount);
var started = Stopwatch.GetTimestamp();
var targets = FuzzTargets.All;
var each = (inputs + targets.Count - 1) / targets.Count;
Console.WriteLine($"seed {seed}, {each} inputs for each of {targets.Count} readers");
var found = 0;
foreach (var target in targets)
{
    var run = new FuzzRun(target, seed);
    run.Feed(each);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{target.Name,-28} {each,8} inputs, slowest {run.Slowest.TotalMilliseconds,6:0.0} ms, most allocated "
            + $"{run.MostAllocated / 1024,6} kB, findings {run.Findings.Count}"));
    run.Findings.ForEach(Console.WriteLine);
    found += run.Findings.Count;
}

Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{each * targets.Count} inputs in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, findings {found}, peak memory "
        + $"{Process.GetCurrentProcess().PeakWorkingSet64 / 1024 / 1024} MB"));
return found == 0 ? 0 : 1;

int Option(string name, int otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
