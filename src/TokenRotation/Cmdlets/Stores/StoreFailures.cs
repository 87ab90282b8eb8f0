using System.Management.Automation;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>
/// Failures of the script that reaches a store. What it throws is not kept, as it may hold the secret that it was given: what
/// is kept is its innermost message, without any part of it.
/// </summary>
internal static class StoreFailures
{
    /// <summary>True for a failure of the script itself. A stop, or a later command that wants no more, is none.</summary>
    public static bool Explains(Exception failure) => failure is RuntimeException and not PipelineStoppedException;

    /// <summary>The failure and those that caused it.</summary>
    public static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = Cause(cause))
        {
            yield return cause;
        }
    }

    /// <summary>What went wrong, without any part of the secrets that the store has seen, and without any other token.</summary>
    public static string Reason(Exception failure, SecretsSeen seen) => Shown(Chain(failure).Last().Message, seen);

    /// <inheritdoc cref="Reason(Exception, SecretsSeen)"/>
    public static string Reason(ErrorRecord error, SecretsSeen seen) =>
        error.Exception is { } failure ? Reason(failure, seen) : Shown(error.ToString(), seen);

    // With -ErrorAction Stop the error that a command writes is thrown in a wrapping of its own.
    private static Exception? Cause(Exception failure) =>
        failure.InnerException ?? (failure as ActionPreferenceStopException)?.ErrorRecord.Exception;

    private static string Shown(string message, SecretsSeen seen) => ServerText.Clean(message, seen.All) ?? string.Empty;
}
