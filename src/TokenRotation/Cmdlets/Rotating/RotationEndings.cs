using System.Globalization;
using TokenRotation.Reports.Findings;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>What is said of secrets that have been handed over, and of tokens that nothing was handed over for.</summary>
internal static class RotationEndings
{
    public const string ShowRotations = "Run Get-DtTokenRotation to see the rotations that are under way.";

    private const int ShownTokens = 20;

    public static string NotBeingReplaced(string id) =>
        $"{ServerText.Clean(id)} is no token of a rotation: it is neither being replaced, nor a new token.";

    public static string NotTaken(string newId) => $"The pipeline did not take the new token {newId} to its end.";

    /// <summary>How many old tokens wait for a word, and which commands give it.</summary>
    public static string NotCompleted(IReadOnlyList<string> oldIds) =>
        $"{oldIds.Count.ToString(CultureInfo.InvariantCulture)} new token(s) were handed over, and nobody has said that they "
        + $"have arrived: the old ones stay enabled. {(oldIds.Count <= ShownTokens ? Commands(oldIds) : ShowRotations)}";

    private static string Commands(IReadOnlyList<string> oldIds)
    {
        var ids = string.Join(", ", oldIds.Select(CommandText.Word));
        return $"Where they have, run Complete-DtTokenRotation -Id {ids}; "
            + "where they have not, Get-DtTokenRotation says how to go back.";
    }
}
