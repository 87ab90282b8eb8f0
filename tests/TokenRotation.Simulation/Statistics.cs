using System.Globalization;
using TokenRotation.Rotation;

namespace TokenRotation.Simulation;

/// <summary>What a number of schedules came to.</summary>
internal sealed class Statistics
{
    private readonly SortedDictionary<RotationStep, long> _taken = [];
    private readonly SortedDictionary<RotationStep, long> _failed = [];
    private readonly Dictionary<(string Table, int Rule), long> _decided = [];

    public long Schedules { get; set; }

    public long Events { get; set; }

    public long Runs { get; set; }

    public long Crashes { get; set; }

    public long Faults { get; set; }

    public long Acts { get; set; }

    public long Deeds { get; set; }

    public long Of(RotationStep step) => _taken.GetValueOrDefault(step);

    public void Count(RotationNote note)
    {
        var counts = note.Failure is null ? _taken : _failed;
        counts[note.Step] = counts.GetValueOrDefault(note.Step) + 1;
    }

    /// <summary>A rule of the planner has decided: its table, and its place there.</summary>
    public void Decided(string table, int rule) => _decided[(table, rule)] = _decided.GetValueOrDefault((table, rule)) + 1;

    public void Add(Statistics other)
    {
        Schedules += other.Schedules;
        Events += other.Events;
        Runs += other.Runs;
        Crashes += other.Crashes;
        Faults += other.Faults;
        Acts += other.Acts;
        Deeds += other.Deeds;
        foreach (var (step, count) in other._taken)
        {
            _taken[step] = _taken.GetValueOrDefault(step) + count;
        }

        foreach (var (rule, count) in other._decided)
        {
            _decided[rule] = _decided.GetValueOrDefault(rule) + count;
        }

        foreach (var (step, count) in other._failed)
        {
            _failed[step] = _failed.GetValueOrDefault(step) + count;
        }
    }

    public IEnumerable<string> Lines()
    {
        yield return Line("schedules", Schedules);
        yield return Line("events", Events);
        yield return Line("runs", Runs);
        yield return Line("crashes", Crashes);
        yield return Line("other faults", Faults);
        yield return Line("acts of others", Acts);
        yield return Line("deeds of people", Deeds);
        foreach (var step in _taken.Keys.Union(_failed.Keys).Order())
        {
            yield return Line($"step {step}", Of(step))
                + string.Create(CultureInfo.InvariantCulture, $"  ({_failed.GetValueOrDefault(step)} failed)");
        }

        foreach (var ((table, rule), count) in _decided.OrderBy(each => each.Key))
        {
            yield return Line($"rule {table} {rule}", count);
        }
    }

    private static string Line(string name, long count) => string.Create(CultureInfo.InvariantCulture, $"{name,-18}{count,14}");
}
