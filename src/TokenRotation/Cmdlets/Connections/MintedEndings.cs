using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Errors;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>Ends the managing tokens that a Managed cluster has made for connections, several at a time.</summary>
/// <param name="calls">The cmdlet's calls.</param>
internal sealed class MintedEndings(PipelineCalls calls)
{
    private const string Ending = "Revoking the managing tokens of this run";

    /// <summary>What is left where a token could not be revoked.</summary>
    public static string Left(Connection connection, Exception failure) =>
        $"{connection.Api.Environment}: the managing token of this run, {connection.Caller}, could not be revoked: "
            + $"{failure.Message} It ends by itself at {connection.Caller.ExpirationDate:u}.";

    /// <summary>Revokes and deletes them.</summary>
    /// <returns>Those for which that did not succeed, and why.</returns>
    public IReadOnlyList<(Connection Connection, Exception Failure)> End(IReadOnlyList<Connection> minted)
    {
        if (minted.Count == 0)
        {
            return [];
        }

        var failures = calls.AwaitEach(Ending, minted, EndAsync);
        return
        [
            .. minted.Zip(failures, (connection, failure) => (connection, failure))
                .Where(one => one.failure is not null)
                .Select(one => (one.connection, one.failure!)),
        ];
    }

    private static async Task<Exception?> EndAsync(Connection connection, CancellationToken stopping)
    {
        try
        {
            await connection.Minted!.EndAsync(connection.Api, connection.Caller.Id, stopping).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure) when (ErrorRecords.Explains(failure))
        {
            return failure;
        }
    }
}
