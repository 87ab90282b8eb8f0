namespace TokenRotation.Module.Tests.Support;

/// <summary>Kills runs at random moments, while another process goes on with what they have begun.</summary>
/// <param name="requests">Counts the requests of the runs that are killed.</param>
internal sealed class Killing(RequestCount requests)
{
    /// <summary>Decides when.</summary>
    public Random Random { get; } = new();

    /// <summary>How many kills an environment variable asks for.</summary>
    /// <param name="variable">Its name.</param>
    /// <param name="usual">How many without it.</param>
    public static int Wanted(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var wanted) ? wanted : usual;

    /// <summary>Begins runs and kills them, until so many have been killed.</summary>
    /// <param name="kills">How many.</param>
    /// <param name="begin">Begins a run.</param>
    /// <param name="beside">The process that goes on.</param>
    /// <param name="requestsOfARun">How many requests a whole run makes.</param>
    /// <param name="check">What holds after each run, and what happens until the next one.</param>
    /// <returns>How many runs that took.</returns>
    public async Task<int> RepeatAsync(
        int kills, Func<RotatingProcess> begin, ServingProcess beside, int requestsOfARun, Action check)
    {
        var runs = 0;
        for (var killed = 0; killed < kills; runs++)
        {
            var (begun, enough) = (requests.MoreAsync(1), requests.MoreAsync(Random.Next(1, requestsOfARun)));
            using var run = begin();
            var resumed = ResumeAfterAsync(begun, beside);
            killed += await run.KillAfterAsync(enough, Random) ? 1 : 0;
            await resumed;
            check();
        }

        return runs;
    }

    private static async Task ResumeAfterAsync(Task begun, ServingProcess beside)
    {
        await begun;
        await beside.ResumeAsync();
    }
}
