using TokenRotation.Api;
using TokenRotation.Api.EnvironmentLog;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Rotating;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;

namespace TokenRotation.Cmdlets.Incidents;

/// <summary>
/// What an incident needs to know of a leaked token once it is revoked: since when, where it was last used, and which tokens
/// were made with it. What cannot be read is said to be unknown. A token that is not known to be revoked is an error.
/// </summary>
internal sealed class LeakEnding(ITokenApi api)
{
    /// <summary>Says it of each token that a run has gone through.</summary>
    public static async Task TellAsync(
        DtRotationCmdlet cmdlet,
        Connection connection,
        IEnumerable<RotationTarget> targets,
        HeldErrors errors,
        CancellationToken cancellationToken)
    {
        var ending = new LeakEnding(connection.Api);
        foreach (var target in targets)
        {
            try
            {
                if (await connection.Api.FindAsync(target.OldId, cancellationToken).ConfigureAwait(false) is not { } old)
                {
                    continue;
                }

                if (old.Enabled)
                {
                    errors.Add(ErrorRecords.LeakedTokenEnabled(IncidentMessages.StillEnabled(old), old.Id));
                }

                var sentences = await ending.DescribeAsync(old, cancellationToken).ConfigureAwait(false);
                await cmdlet.OnPipelineThread(() => cmdlet.WriteWarning(sentences)).ConfigureAwait(false);
            }
            catch (TokenApiException failure)
            {
                errors.Add(ErrorRecords.LeakedTokenEnabled(IncidentMessages.NotReadBack(target.OldId, failure), target.OldId));
            }
        }
    }

    private async Task<string> DescribeAsync(DtToken old, CancellationToken cancellationToken)
    {
        var log = (api as IEnvironmentLogSource)?.Log;
        var made = log is null ? null : await MadeAsync(log, old.Id, cancellationToken).ConfigureAwait(false);
        var enabled = log is null ? null : await log.IsEnabledAsync(cancellationToken).ConfigureAwait(false);
        return IncidentMessages.Ending(old, TokenRevocation.Since(old), made, enabled);
    }

    // A token that was made and is gone by now needs no command.
    private async Task<List<string>?> MadeAsync(EnvironmentLogApi log, string id, CancellationToken cancellationToken)
    {
        try
        {
            var made = new List<string>();
            var reader = TokenActivityReader.Made(log, id, log.ServerTime - EnvironmentLogApi.KeptFor);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } activity)
            {
                if (activity.EntityId is { } entity && !made.Contains(entity)
                    && await WorksAsync(entity, cancellationToken).ConfigureAwait(false))
                {
                    made.Add(entity);
                }
            }

            return made;
        }
        catch (TokenApiException)
        {
            return null;
        }
    }

    private async Task<bool> WorksAsync(string id, CancellationToken cancellationToken) =>
        await api.FindAsync(id, cancellationToken).ConfigureAwait(false) is { Enabled: true };
}
