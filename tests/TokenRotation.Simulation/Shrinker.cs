namespace TokenRotation.Simulation;

/// <summary>Takes decisions out of a schedule as long as it breaks the same promise.</summary>
internal static class Shrinker
{
    private const int MostAttempts = 4000;

    public static Violation Shrink(Violation violation, Mutant? mutant) => Reduce(
        violation, decisions => Schedules.Run(violation.Scenario, decisions, mutant, new Statistics()));

    /// <summary>The same with a schedule of any kind.</summary>
    public static TViolation Reduce<TViolation>(TViolation violation, Func<IDecisions, TViolation?> again)
        where TViolation : class, IViolation
    {
        var best = violation;
        var attempts = 0;
        var goesOn = true;
        while (goesOn && attempts < MostAttempts)
        {
            goesOn = false;
            for (var size = Math.Max(best.Decisions.Count / 2, 1); size >= 1; size /= 2)
            {
                for (var start = 0; start < best.Decisions.Count && attempts < MostAttempts;)
                {
                    attempts++;
                    var fewer = best.Decisions.OrderBy(decision => decision.Key).Where((_, i) => i < start || i >= start + size);
                    if (Try(best, fewer, again) is { } smaller)
                    {
                        (best, goesOn) = (smaller, true);
                    }
                    else
                    {
                        start += size;
                    }
                }
            }

            foreach (var (index, decision) in best.Decisions.Where(decision => decision.Value.Weight > 1).ToList())
            {
                foreach (var simpler in Simpler(decision))
                {
                    attempts++;
                    var changed = best.Decisions.Select(kept => kept.Key == index ? KeyValuePair.Create(index, simpler) : kept);
                    if (Try(best, changed, again) is { } smaller)
                    {
                        (best, goesOn) = (smaller, true);
                        break;
                    }
                }
            }
        }

        return best;
    }

    private static IEnumerable<Decision> Simpler(Decision decision)
    {
        if (decision.Pick != 0)
        {
            yield return decision with { Pick = 0 };
        }

        if (decision.Fault != Fault.None)
        {
            yield return decision with { Fault = Fault.None };
        }

        if (decision.Act != Act.None)
        {
            yield return decision with { Act = Act.None };
        }

        if (decision.Deed != Deed.None)
        {
            yield return decision with { Deed = Deed.None };
        }

        if (decision.Pause != Decision.UsualPause)
        {
            yield return decision with { Pause = Decision.UsualPause };
        }
    }

    private static TViolation? Try<TViolation>(
        TViolation violation, IEnumerable<KeyValuePair<int, Decision>> decisions, Func<IDecisions, TViolation?> again)
        where TViolation : class, IViolation
    {
        var list = decisions.ToDictionary(decision => decision.Key, decision => decision.Value);
        return again(new ListedDecisions(list)) is { } still
            && still.Invariant == violation.Invariant
            && Weight(still.Decisions) <= Weight(violation.Decisions)
            ? still
            : null;
    }

    private static int Weight(IReadOnlyDictionary<int, Decision> decisions) => decisions.Values.Sum(decision => decision.Weight);
}
