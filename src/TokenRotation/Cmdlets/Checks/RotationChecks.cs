using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Checks;

/// <summary>
/// Looks at what the rotations of one environment need. All that is written is a worthless entry of the store, which is removed
/// again.
/// </summary>
/// <param name="connection">The environment.</param>
/// <param name="say">Takes each result as it comes.</param>
internal sealed class RotationChecks(Connection connection, Func<DtRotationCheck, Task> say)
{
    private static readonly TimeSpan UsualDifference = TimeSpan.FromMinutes(5);

    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>The managing token: its scopes, and how long it lives.</summary>
    public async Task CheckCallerAsync()
    {
        var caller = connection.Caller;
        var missing = connection.Api.Capabilities.ManagementScopes.Except(caller.Scopes, StringComparer.Ordinal).ToList();
        if (caller.Scopes.Count > 0)
        {
            await SayAsync(
                "Scopes",
                caller.ToString(),
                missing.Count == 0,
                CheckMessages.Scopes(missing),
                CheckMessages.GrantScopes(missing)).ConfigureAwait(false);
        }

        var soon = caller.ExpirationDate - connection.Api.ServerTime < ConnectionWarnings.SoonExpiring;
        await SayAsync(
            "Expiry",
            caller.ToString(),
            !soon,
            CheckMessages.Expiry(caller.ExpirationDate),
            CheckMessages.RotateManager).ConfigureAwait(false);
    }

    /// <summary>What the list has told: that it can be read, and what time it is there.</summary>
    public async Task CheckRunAsync(RotationRun run)
    {
        await SayAsync("Connection", string.Empty, true, CheckMessages.Listed, string.Empty).ConfigureAwait(false);
        var difference = run.Api.ServerTime - DateTimeOffset.UtcNow;
        await SayAsync(
            "Clock",
            string.Empty,
            run.Api.ServerTimes.IsKnown,
            CheckMessages.Clock(run.Api.ServerTimes.IsKnown, difference, UsualDifference),
            CheckMessages.LookForDate).ConfigureAwait(false);
    }

    /// <summary>That a store keeps what it is given. Each store is asked once.</summary>
    public async Task CheckStoreAsync(RotationRun run, SecretPlaces places, string tokenName)
    {
        try
        {
            await places.Of(tokenName, run.Api, run.Abort).ProveAsync(run.Proofs).ConfigureAwait(false);
            if (!places.IsPipeline)
            {
                await SayOnceAsync("Store", true, CheckMessages.StoreKeeps, string.Empty).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (ErrorRecords.Explains(failure))
        {
            await SayOnceAsync("Store", false, failure.Message, ActionOf(failure)).ConfigureAwait(false);
        }
    }

    /// <summary>A token: that it can be rotated, and that its entry is its own.</summary>
    public async Task CheckTokenAsync(RotationRun run, RotationTarget target)
    {
        var name = target.Missing?.Name ?? NameStamp.Read(run.Snapshot.Find(target.OldId)?.Name ?? string.Empty).BaseName;
        var subject = target.Missing is null ? $"{name} ({target.OldId})" : name;
        try
        {
            await CheckStoreAsync(run, target.Places, name).ConfigureAwait(false);
            var facts = await TokenKinds.FinderOf(run, target).ObserveAsync().ConfigureAwait(false);
            var plan = TokenKinds.Plan(facts);
            var stands = plan.State is RotationState.Refused or RotationState.NeedsAttention;
            await SayAsync("Rotation", subject, !stands, plan.Reason, CheckMessages.LookAtReason).ConfigureAwait(false);
            if (plan.State is RotationState.NotDue or RotationState.Due && !target.Places.IsPipeline && target.Missing is null)
            {
                await CheckEntryAsync(run, target, target.Places.Of(name, run.Api, run.Abort), subject).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (ErrorRecords.Explains(failure))
        {
            await SayAsync("Rotation", subject, false, failure.Message, ActionOf(failure)).ConfigureAwait(false);
        }
    }

    /// <summary>The environment could not be asked.</summary>
    public Task SayFailedAsync(Exception failure) =>
        SayAsync("Connection", string.Empty, false, failure.Message, ActionOf(failure));

    private async Task CheckEntryAsync(RotationRun run, RotationTarget target, SecretPlace place, string subject)
    {
        foreach (var entry in place.Entries)
        {
            var held = (await entry.CurrentAsync().ConfigureAwait(false))?.TokenId;
            var isFree = held is null || run.Snapshot.Find(held) is null;
            await SayAsync(
                "Entry",
                subject,
                held == target.OldId || (target.Policy.NewEntry && isFree),
                CheckMessages.Entry(place.Entries.Count == 1 ? null : entry, held, target.OldId),
                StoreMessages.GiveOtherEntry).ConfigureAwait(false);
        }
    }

    private string ActionOf(Exception failure) =>
        ErrorRecords.For(failure, connection.Api.Environment).ErrorDetails?.RecommendedAction ?? string.Empty;

    private Task SayOnceAsync(string check, bool passed, string finding, string action) =>
        _said.Add(check + finding) ? SayAsync(check, string.Empty, passed, finding, action) : Task.CompletedTask;

    private Task SayAsync(string check, string subject, bool passed, string finding, string action) => say(new DtRotationCheck
    {
        Environment = connection.Api.Environment,
        Check = check,
        Subject = subject,
        Passed = passed,
        Finding = finding,
        Action = passed ? string.Empty : action,
    });
}
