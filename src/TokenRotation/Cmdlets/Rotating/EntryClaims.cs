using TokenRotation.Cmdlets.Connections;
using TokenRotation.Rotation.Targets;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>
/// The entries that the tokens of all environments claim. Nothing begins anywhere before each environment has said which: two
/// tokens with one entry are refused before anything is made.
/// </summary>
/// <param name="environments">How many environments there are.</param>
internal sealed class EntryClaims(int environments)
{
    private readonly Dictionary<Connection, IReadOnlyList<EntryClaim>> _said = [];
    private readonly TaskCompletionSource<IReadOnlyList<EntryClaim>> _all =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Says what an environment's tokens claim, and gives back what all do.</summary>
    public Task<IReadOnlyList<EntryClaim>> AgreeAsync(Connection connection, IReadOnlyList<EntryClaim> claims)
    {
        Say(connection, claims);
        return _all.Task;
    }

    /// <summary>The environment has come to its end, whether it has said something or not.</summary>
    public void Leave(Connection connection) => Say(connection, []);

    private void Say(Connection connection, IReadOnlyList<EntryClaim> claims)
    {
        lock (_said)
        {
            if (!_said.ContainsKey(connection))
            {
                _said.Add(connection, claims);
            }

            if (_said.Count == environments)
            {
                _all.TrySetResult(_said.Values.SelectMany(said => said).ToList());
            }
        }
    }
}
