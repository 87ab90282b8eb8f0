using System.Globalization;
using TokenRotation.Reports.Findings;
using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>What is said of secrets that have been handed over, and of tokens that nothing was handed over for.</summary>
internal static class RotationEndings
{
    public const string ShowRotations = "Run Get-DtTokenRotation to see the rotations that are under way.";

    /// <summary>Of more tokens a text names none.</summary>
    public const int ShownTokens = 20;

    public static string NotBeingReplaced(string id) =>
        $"{ServerText.Clean(id)} is no token of a rotation: it is neither being replaced, nor a new token.";

    /// <summary>What an undo does to an old token.</summary>
    public static string ActionUndo(string newId, IReadOnlyList<(string Store, string Entry)> entries) =>
        $"Enable it{PutBack(entries)}, and revoke its successor {ServerText.Clean(newId)}";

    /// <summary>The same of a platform token.</summary>
    public static string ActionUndo(
        DateTimeOffset? until, IReadOnlyList<string> newIds, IReadOnlyList<(string Store, string Entry)> entries) =>
        (until is { } time ? $"Let it expire at {When.Utc(time)} again, make it active" : "Make it active")
            + $"{PutBack(entries)}, and make its successor {ServerText.Clean(string.Join(" and ", newIds))} inactive";

    /// <summary>An undo that leaves the rotation where it waits for a word.</summary>
    public static string BothStay(DtToken old, DtToken successor) =>
        $"The store's entry does not hold the secret of {old}, so {successor} stays enabled beside it. Where another entry has "
            + $"it, run Undo-DtTokenRotation -Id {CommandText.Word(old.Id)} with that -Vault and -SecretName, or without a store "
            + $"if there is none; Complete-DtTokenRotation -Id {CommandText.Word(old.Id)} keeps the new token.";

    /// <summary>An undo without the store that the new token's secret is in, or on its way to.</summary>
    public static string UndoNeedsStore(DtToken old, DtToken successor) =>
        $"The secret of {successor} is in a store, or on its way there, and the store's entry must not keep it when the token is "
            + $"revoked. Run Undo-DtTokenRotation -Id {CommandText.Word(old.Id)} with the -Vault, or the script blocks, and the "
            + "-SecretName of the rotation. Where that store is gone for good, run Restore-DtToken -Id "
            + $"{CommandText.Word(old.Id)}, then Revoke-DtToken -Id {CommandText.Word(successor.Id)}.";

    /// <summary>An undo that the token which authenticates the session is in the way of.</summary>
    public static string OwnTokenStays(DtToken successor) =>
        $"{successor} replaced this token and stays enabled, because this connection authenticates with it. Run "
            + "Connect-DtEnvironment with the old token, then Revoke-DtToken -Id "
            + $"{CommandText.Word(successor.Id)}.";

    public static string NotTaken(string newId) => $"The pipeline did not take the new token {newId} to its end.";

    /// <summary>How many old tokens wait for a word, and which commands give it.</summary>
    public static string NotCompleted(IReadOnlyList<string> oldIds) =>
        $"{oldIds.Count.ToString(CultureInfo.InvariantCulture)} new token(s) were handed over, and nobody has said that they "
        + $"have arrived: the old ones stay enabled. {(oldIds.Count <= ShownTokens ? Commands(oldIds) : ShowRotations)}";

    /// <summary>What has become of the rotations of a run that ended early, and which commands go on.</summary>
    /// <param name="all">How many there were.</param>
    /// <param name="through">How many the run was through with, or had been completed.</param>
    /// <param name="waiting">The old tokens whose successors were handed over and not completed.</param>
    /// <param name="withdrawn">How many new tokens were deleted again, since nobody had their secrets.</param>
    /// <param name="left">How many were left as they were, the withdrawn ones included.</param>
    public static string EndedEarly(int all, int through, IReadOnlyList<string> waiting, int withdrawn, int left)
    {
        var settle = waiting.Count == 0 ? string.Empty : " " + (waiting.Count <= ShownTokens ? Commands(waiting) : ShowRotations);
        var goOn = left == 0 ? string.Empty : " Run the command again for those that are left.";
        return string.Format(
            CultureInfo.InvariantCulture,
            "The run ended early. Of {0} token(s), {1} are done with, {2} were handed over and not completed, {3} are left as "
                + "they were ({4} new one(s) were withdrawn).{5}{6}",
            all,
            through,
            waiting.Count,
            left,
            withdrawn,
            settle,
            goOn);
    }

    private static string PutBack(IReadOnlyList<(string Store, string Entry)> entries)
    {
        var names = entries.Select(one => $"'{new ForeignText(one.Entry)}'").Distinct().ToList();
        return names.Count == 0 ? string.Empty : $", put its secret back into {string.Join(" and ", names)}";
    }

    private static string Commands(IReadOnlyList<string> oldIds)
    {
        var ids = string.Join(", ", oldIds.Select(CommandText.Word));
        return $"Where they have, run Complete-DtTokenRotation -Id {ids}; "
            + $"where they have not, Undo-DtTokenRotation -Id {ids}.";
    }
}
