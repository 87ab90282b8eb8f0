using System.Management.Automation;
using TokenRotation.Rotation.Steps;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>
/// The script block of -After, which makes a consumer read the store's entry again: param($Rotation). An error that it writes
/// counts as one that it throws, as with the script blocks of a store.
/// </summary>
internal sealed class ConsumerScript(ScriptBlock script, SessionScript session)
{
    /// <summary>Runs it for a rotation whose new secret is in the store.</summary>
    /// <exception cref="ConsumerNotToldException">It failed.</exception>
    public async Task RunAsync(DtTokenRotation rotation)
    {
        try
        {
            var output = await session(StoreScript.Invoke, script, new object[] { rotation }, null).ConfigureAwait(false);
            if (output.Select(one => one?.BaseObject).OfType<ErrorRecord>().FirstOrDefault(StoreScript.IsFailure) is { } error)
            {
                throw Failed(rotation, error.ToString());
            }
        }
        catch (Exception failure) when (StoreFailures.Explains(failure))
        {
            throw Failed(rotation, StoreFailures.Chain(failure).Last().Message);
        }
    }

    private static ConsumerNotToldException Failed(DtTokenRotation rotation, string reason) =>
        new(StoreMessages.AfterFailed(rotation.Name, rotation.Id, ServerText.Clean(reason) ?? string.Empty));
}
