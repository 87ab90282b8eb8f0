using System.Collections.Concurrent;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Specs.Fleets;

namespace TokenRotation.Cmdlets.Fleets;

/// <summary>
/// Connects to environments and accounts of a fleet, several at a time: one that cannot be reached holds up no other.
/// </summary>
/// <param name="calls">The cmdlet's calls, which a vault's commands are run through.</param>
/// <param name="credentials">Where the managing credentials come from.</param>
/// <param name="terms">How to connect.</param>
internal sealed class FleetConnector(PipelineCalls calls, FleetCredentials credentials, ConnectionTerms terms)
{
    /// <summary>
    /// Connects to each, or says what stood in the way, in the order of the file. After a stop nothing is left open.
    /// </summary>
    public IReadOnlyList<FleetConnection> Connect(IReadOnlyList<FleetMember> members)
    {
        var made = new ConcurrentQueue<MadeConnection>();
        try
        {
            return calls.AwaitEach(FleetMessages.Connecting, members, async (member, stopping) =>
            {
                var one = await ConnectOneAsync(member, stopping).ConfigureAwait(false);
                if (one.Made is { } connection)
                {
                    made.Enqueue(connection);
                }

                return one;
            });
        }
        catch
        {
            foreach (var one in made)
            {
                one.Connected.Dispose();
            }

            throw;
        }
    }

    private async Task<FleetConnection> ConnectOneAsync(FleetMember member, CancellationToken stopping)
    {
        try
        {
            var credential = await credentials.FetchAsync(member.Credential, member.Id, stopping).ConfigureAwait(false);
            var notes = new ConcurrentQueue<string>();
            var made = await member.Over(terms)
                .ConnectAsync(member.Server, credential, notes, stopping, member.Credential.MintFor)
                .ConfigureAwait(false);
            return new FleetConnection(member, made, null);
        }
        catch (Exception failure) when (ErrorRecords.Explains(failure))
        {
            return new FleetConnection(member, null, failure);
        }
    }
}
