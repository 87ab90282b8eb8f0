using System.Collections.Concurrent;
using TokenRotation.Api.Connecting;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>How a command connects, whatever it connects to.</summary>
/// <param name="Pattern">The options; address and credential are put in.</param>
/// <param name="SettlingTimeSec">How long a change takes to be known; null for what is usual.</param>
/// <param name="IsAuto">The user has left it open which generation of the API is spoken.</param>
internal sealed record ConnectionTerms(
    Func<EnvironmentUrl, ApiToken, ConnectionOptions> Pattern, int? SettlingTimeSec, bool IsAuto)
{
    /// <summary>Connects, and proves address and credential.</summary>
    /// <param name="url">The environment.</param>
    /// <param name="credential">What to authenticate with.</param>
    /// <param name="notes">Where the client notes what it does.</param>
    /// <param name="stopping">Ends the attempt.</param>
    /// <param name="mintFor">How long a managing token lives that a cluster's token makes; null for none.</param>
    public async Task<MadeConnection> ConnectAsync(
        EnvironmentUrl url,
        ApiToken credential,
        ConcurrentQueue<string> notes,
        CancellationToken stopping,
        TimeSpan? mintFor = null)
    {
        var options = Pattern(url, credential) with { Log = notes.Enqueue, MintFor = mintFor };
        return new MadeConnection(await TokenApiConnection.ConnectAsync(options, stopping).ConfigureAwait(false), notes);
    }
}
