using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Errors;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>Ends the managing tokens that a Managed cluster has made for connections, several at a time.</summary>
/// <param name="calls">The cmdlet's calls.</param>
internal sealed class MintedEndings(PipelineCalls calls)
{
    private const int AtATime = 16;

    private const string Ending = "Revoking the managing tokens of this run";

    /// <summary>What is left where a token could not be revoked.</summary>
    public static string Left(Connection connection, Exception failure) =>
        $"{connection.Api.Environment}: the managing token of this run, {connection.Caller}, could not be revoked: "
            + $"{failure.Message} It ends by itself at {connection.Caller.ExpirationDate:u}.";

    /// <summary>Revokes and deletes them.</summary>
    /// <returns>Those for which that did not succeed, and why.</returns>
    public IReadOnlyList<(Connection Connection, Exception Failure)> End(IReadOnlyList<Connection> minted) => minted.Count == 0
        ? []
        : calls.Await(Ending, stopping => EndAllAsync(minted, stopping));

    private async Task<IReadOnlyList<(Connection Connection, Exception Failure)>> EndAllAsync(
        IReadOnlyList<Connection> minted, CancellationToken stopping)
    {
        using var turns = new SemaphoreSlim(AtATime);
        var done = 0;
        async Task<(Connection Connection, Exception? Failure)> EndOneAsync(Connection connection)
        {
            await turns.WaitAsync(stopping).ConfigureAwait(false);
            try
            {
                await connection.Minted!.EndAsync(connection.Api, connection.Caller.Id, stopping).ConfigureAwait(false);
                return (connection, null);
            }
            catch (Exception failure) when (ErrorRecords.Explains(failure))
            {
                return (connection, failure);
            }
            finally
            {
                calls.Count(Interlocked.Increment(ref done), minted.Count);
                turns.Release();
            }
        }

        var outcomes = await Task.WhenAll(minted.Select(EndOneAsync)).ConfigureAwait(false);
        return [.. outcomes.Where(one => one.Failure is not null).Select(one => (one.Connection, one.Failure!))];
    }
}
