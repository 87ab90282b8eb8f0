using System.Globalization;

namespace TokenRotation.Specs.Fleets;

/// <summary>Which share of a fleet a process is, as the engine that has started it says in environment variables.</summary>
internal static class ShardVariables
{
    private const string Own = "DT_SHARD";

    // Kubernetes counts the pods of an Indexed Job from 0, and leaves their number to the manifest. GitLab and Azure Pipelines
    // count from 1, and a job without siblings has a total alone, or is 1 of 1.
    private static readonly (string Index, string Total, int First)[] Engines =
    [
        ("JOB_COMPLETION_INDEX", "DT_SHARD_TOTAL", 0),
        ("CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
        ("SYSTEM_JOBPOSITIONINPHASE", "SYSTEM_TOTALJOBSINPHASE", 1),
    ];

    /// <summary>The share.</summary>
    /// <param name="variable">Gives the value of an environment variable, null or nothing for one that is not set.</param>
    /// <exception cref="ShardException">No variable says which, or one says what makes no sense.</exception>
    public static Shard Read(Func<string, string?> variable)
    {
        if (Value(variable, Own) is { } own)
        {
            return Shard.Parse(own);
        }

        foreach (var (index, total, first) in Engines)
        {
            if (Value(variable, index) is { } position)
            {
                return Of(index, position, total, Value(variable, total), first);
            }
        }

        return Value(variable, "CI_NODE_TOTAL") is "1"
            ? new Shard(1, 1)
            : throw new ShardException(FleetMessages.NoShardVariable);
    }

    private static Shard Of(string index, string position, string total, string? count, int first)
    {
        if (count is null)
        {
            throw new ShardException(FleetMessages.VariableIsMissing(index, total));
        }

        var shards = Number(count) is { } all and >= 1 ? all : throw Illegible(total, count);
        return Number(position) - first + 1 is { } number and >= 1 && number <= shards
            ? new Shard(number, shards)
            : throw Illegible(index, position);
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Shard.Most
            ? number
            : null;

    private static ShardException Illegible(string name, string value) =>
        new(FleetMessages.VariableIsNoNumber(name, value));

    private static string? Value(Func<string, string?> variable, string name) =>
        variable(name) is { Length: > 0 } value ? value : null;
}
