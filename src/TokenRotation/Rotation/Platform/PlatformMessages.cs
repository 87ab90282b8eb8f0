using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation.Rotation.Platform;

/// <summary>What the rotation of a platform token says when it cannot go on.</summary>
internal static class PlatformMessages
{
    public const string ProbeMissing =
        "no environment in reach has shown that its secret works, and -RequireProbe asks for that";

    public const string NotActive = "it is not active";

    public static string NoOwner(DtToken token) =>
        $"The account does not say whose {token} is, so nobody can make one of the same owner. Rotate it in Account Management.";

    public static string NoResource(DtToken token) =>
        $"The account does not say where {token} works, so nobody can make one that works there. Rotate it in Account "
            + "Management.";

    public static string NameTooLong(DtToken token) =>
        $"The name of {token} is longer than {LineageMark.LongestBaseName} characters, which leaves no room for what a "
            + "rotation notes in the new one's. Give a shorter one with -NewName.";

    public static string LifeTooShort(DtToken token) =>
        $"{token} lives for less than two hours, or what it lives cannot be told from its expiry any more. Give the new token's "
            + "-Lifetime.";

    public static string OtherOwner(DtToken made, string asked) =>
        $"it belongs to {new ForeignText(made.Owner ?? "nobody")}, and was asked for {new ForeignText(asked)}";

    public static string ExpiryDiffers(DateTimeOffset? seen) =>
        $"it expires at {(seen is { } at ? When.Utc(at) : "no time")}, which is not what it was asked to";

    /// <summary>An undo without the store that the new token's secret is in, or on its way to.</summary>
    public static string UndoNeedsStore(DtToken old, DtToken successor) =>
        $"The secret of {successor} is in a store, or on its way there, and the store's entry must not keep it when the token is "
            + $"inactive. Run Undo-DtTokenRotation -Id {old.Id} with the -Vault, or the script blocks, and the -SecretName of "
            + $"the rotation. Where that store is gone for good, run Restore-DtToken -Id {old.Id} and give it a later expiry "
            + $"with Set-DtToken, then Revoke-DtToken -Id {successor.Id}.";

    public static string UntilIsOver(DtToken old, DateTimeOffset until) =>
        $"{old} would have expired at {When.Utc(until)} in any case, so there is nothing to go back to. Give it a later expiry "
            + $"with Set-DtToken -Id {old.Id} -ExpirationDate, and run the command again.";

    public static string ProbeRefused(string? environment) => $"{environment ?? "the environment"} does not accept its secret";
}
