using System.Collections.Concurrent;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Specs.Fleets;

namespace TokenRotation.Cmdlets.Fleets;

/// <summary>Connects to environments of a fleet, several at a time: one that cannot be reached holds up no other.</summary>
/// <param name="calls">The cmdlet's calls, which a vault's commands are run through.</param>
/// <param name="credentials">Where the managing credentials come from.</param>
/// <param name="terms">How to connect.</param>
internal sealed class FleetConnector(PipelineCalls calls, FleetCredentials credentials, ConnectionTerms terms)
{
    private const int AtATime = 16;

    /// <summary>
    /// Connects to each environment, or says what stood in the way, in the order of the file. After a stop nothing is left open.
    /// </summary>
    public IReadOnlyList<FleetConnection> Connect(IReadOnlyList<FleetEnvironment> environments)
    {
        var made = new FleetConnection[environments.Count];
        try
        {
            calls.Await(FleetMessages.Connecting, stopping => ConnectAllAsync(environments, made, stopping));
            return made;
        }
        catch
        {
            foreach (var one in made)
            {
                one?.Made?.Connected.Dispose();
            }

            throw;
        }
    }

    private async Task<bool> ConnectAllAsync(
        IReadOnlyList<FleetEnvironment> environments, FleetConnection[] made, CancellationToken stopping)
    {
        using var turns = new SemaphoreSlim(AtATime);
        var done = 0;
        await Task.WhenAll(environments.Select(async (environment, index) =>
        {
            await turns.WaitAsync(stopping).ConfigureAwait(false);
            try
            {
                made[index] = await ConnectOneAsync(environment, stopping).ConfigureAwait(false);
                calls.Count(Interlocked.Increment(ref done), environments.Count);
            }
            finally
            {
                turns.Release();
            }
        })).ConfigureAwait(false);
        return true;
    }

    private async Task<FleetConnection> ConnectOneAsync(FleetEnvironment environment, CancellationToken stopping)
    {
        try
        {
            var url = environment.Url;
            var credential = await credentials.FetchAsync(environment.Credential, url.Id, stopping).ConfigureAwait(false);
            var notes = new ConcurrentQueue<string>();
            var made = await terms
                .ConnectAsync(url, credential, notes, stopping, environment.Credential.MintFor)
                .ConfigureAwait(false);
            return new FleetConnection(environment, made, null);
        }
        catch (Exception failure) when (ErrorRecords.Explains(failure))
        {
            return new FleetConnection(environment, null, failure);
        }
    }
}
