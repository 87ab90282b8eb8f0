using TokenRotation.Rotation.Places;
using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation.Cmdlets.Checks;

/// <summary>What the checks of a rotation say.</summary>
internal static class CheckMessages
{
    public const string Listed = "The environment's tokens can be listed.";
    public const string RotateManager = "Rotate the managing token: Invoke-DtTokenRotation with the entry that it is kept in.";
    public const string LookForDate = "Look for the proxy or gateway that takes the Date header from the environment's answers.";
    public const string StoreKeeps = "An entry was written, read back and removed.";
    public const string LookAtReason = "Do what the finding says, or name other tokens.";

    public static string Scopes(IReadOnlyCollection<string> missing) =>
        missing.Count == 0
            ? "The managing token may list, create, change and delete tokens."
            : $"It lacks {string.Join(", ", missing)}.";

    public static string GrantScopes(IReadOnlyCollection<string> missing) =>
        $"Connect with a token that has the scopes {string.Join(", ", missing)}.";

    public static string Expiry(DateTimeOffset? expires) =>
        expires is { } date ? $"It expires at {When.Utc(date)}." : "It does not expire.";

    public static string Clock(bool isKnown, TimeSpan difference, TimeSpan usual) =>
        !isKnown ? "The environment's answers tell no time, or times that contradict one another."
        : difference.Duration() < usual ? "The environment tells the time, and this machine's clock agrees."
        : $"The environment tells the time. This machine's clock is {Math.Abs(difference.TotalMinutes):0} minutes "
            + $"{(difference > TimeSpan.Zero ? "behind" : "ahead")}, which does no harm: ages are told by the environment's.";

    /// <param name="one">Which of several entries it is; null for the only one.</param>
    /// <param name="held">The token that it holds.</param>
    /// <param name="id">The token that it is to hold.</param>
    public static string Entry(StoreEntry? one, string? held, string id)
    {
        var entry = one is null ? "Its entry" : $"{new ForeignText(one.Store)}: its entry '{new ForeignText(one.Name)}'";
        return held is null ? $"{entry} is not there." : held == id ? $"{entry} holds its secret." : $"{entry} holds {held}.";
    }
}
