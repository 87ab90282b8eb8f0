using System.Management.Automation;
using System.Management.Automation.Host;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Incidents;
using TokenRotation.Cmdlets.Rotating;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Errors;

/// <summary>
/// Every error record that this module writes: ID, category, what it is about and what to do next. What it is about is a
/// token's ID or name or an environment, never a request or a secret.
/// </summary>
internal static class ErrorRecords
{
    public static ErrorRecord NotConnected(PSHost host) =>
        Of(ErrorIds.NotConnected, ErrorCategory.ConnectionError, ConnectMessages.NotConnected, WayToConnect(host), null);

    public static ErrorRecord EnvironmentNotConnected(EnvironmentReference wanted, PSHost host) =>
        Of(
            ErrorIds.EnvironmentNotConnected,
            ErrorCategory.ConnectionError,
            ConnectMessages.EnvironmentNotConnected(ServerText.Clean(wanted.ToString())),
            WayToConnect(host),
            wanted.ToString());

    public static ErrorRecord CredentialMissing(string environment) =>
        Of(
            ErrorIds.CredentialMissing,
            ErrorCategory.AuthenticationError,
            ConnectMessages.CredentialMissing,
            ConnectMessages.GiveCredential,
            environment);

    public static ErrorRecord CannotAsk(string? target) =>
        Of(
            ErrorIds.CannotAsk,
            ErrorCategory.PermissionDenied,
            CmdletMessages.CannotAsk(ServerText.Clean(target ?? string.Empty)),
            CmdletMessages.ConfirmInAdvance,
            target);

    public static ErrorRecord CertificateUnreadable(string path, string reason) =>
        Of(
            ErrorIds.CertificateUnreadable,
            ErrorCategory.InvalidArgument,
            ConnectMessages.CertificateUnreadable(path, reason),
            ConnectMessages.GiveCertificateFile,
            path);

    /// <summary>What was given as an ID is none, and may be a secret.</summary>
    public static ErrorRecord NoId(string text) =>
        Of(
            ErrorIds.SecretAsId,
            ErrorCategory.InvalidArgument,
            TokenIds.HoldsSecret(text) ? CmdletMessages.SecretAsId : CmdletMessages.NotAnId,
            CmdletMessages.FindBySecret,
            TokenIds.Shown(text));

    public static ErrorRecord SecretAsName() =>
        Of(
            ErrorIds.SecretAsName,
            ErrorCategory.InvalidArgument,
            CmdletMessages.SecretAsName,
            CmdletMessages.GiveOtherName,
            null);

    public static ErrorRecord StampAsName(string name) =>
        Of(
            ErrorIds.StampAsName, ErrorCategory.InvalidArgument, CmdletMessages.StampAsName, CmdletMessages.GiveOtherName, name);

    public static ErrorRecord NameTooLong(DtToken token, int room) =>
        Of(
            ErrorIds.NameTooLong,
            ErrorCategory.InvalidArgument,
            CmdletMessages.NameTooLong(token, room),
            CmdletMessages.GiveShorterName,
            token.Id);

    public static ErrorRecord AmbiguousName(string name, IReadOnlyList<string> ids) =>
        Of(
            ErrorIds.AmbiguousName,
            ErrorCategory.InvalidArgument,
            CmdletMessages.AmbiguousName(name, ids),
            CmdletMessages.NameById,
            name);

    public static ErrorRecord NoTokenOfName(string name) =>
        Of(
            ErrorIds.TokenNotFound,
            ErrorCategory.ObjectNotFound,
            CmdletMessages.NoTokenOfName(ServerText.Clean(name), WildcardPattern.ContainsWildcardCharacters(name)),
            CmdletMessages.RunFind,
            name);

    public static ErrorRecord NoTokenOfId(string id) =>
        Of(
            ErrorIds.TokenNotFound,
            ErrorCategory.ObjectNotFound,
            CmdletMessages.NoTokenOfId(ServerText.Clean(id)),
            CmdletMessages.RunFind,
            id);

    public static ErrorRecord NotBeingReplaced(string id) =>
        Of(
            ErrorIds.NotBeingReplaced,
            ErrorCategory.InvalidOperation,
            RotationEndings.NotBeingReplaced(id),
            RotationEndings.ShowRotations,
            id);

    public static ErrorRecord PolicyContradicts(string contradiction) =>
        Of(
            ErrorIds.PolicyContradicts,
            ErrorCategory.InvalidArgument,
            contradiction,
            CmdletMessages.MendPolicy,
            null);

    public static ErrorRecord RotationRefused(string reason, string id) =>
        Of(
            ErrorIds.RotationRefused,
            ErrorCategory.InvalidOperation,
            reason,
            CmdletMessages.MendRefusal,
            id);

    public static ErrorRecord NeedsAttention(string reason, string id) =>
        Of(
            ErrorIds.RotationNeedsAttention,
            ErrorCategory.ResourceExists,
            reason,
            CmdletMessages.LookThenRun,
            id);

    public static ErrorRecord LeakedTokenEnabled(string reason, string id) =>
        Of(
            ErrorIds.LeakedTokenEnabled,
            ErrorCategory.SecurityError,
            reason,
            IncidentMessages.RevokeNow(id),
            id);

    public static ErrorRecord OwnToken(DtToken token, string action) =>
        Of(
            ErrorIds.OwnToken,
            ErrorCategory.InvalidOperation,
            CmdletMessages.OwnToken(token, action),
            CmdletMessages.UseOtherCaller,
            token.Id);

    public static ErrorRecord TokenIsEnabled(DtToken token) =>
        Of(
            ErrorIds.TokenIsEnabled,
            ErrorCategory.InvalidOperation,
            CmdletMessages.TokenIsEnabled(token),
            CmdletMessages.RevokeFirst(token.Id),
            token.Id);

    public static ErrorRecord RevocationTimeUnknown(DtToken token) =>
        Of(
            ErrorIds.RevocationTimeUnknown,
            ErrorCategory.InvalidOperation,
            CmdletMessages.RevocationTimeUnknown(token),
            CmdletMessages.ForceRemoval,
            token.Id);

    public static ErrorRecord ServerTimeUnknown(DtToken token) =>
        Of(
            ErrorIds.ServerTimeUnknown,
            ErrorCategory.InvalidOperation,
            CmdletMessages.ServerTimeUnknown(token),
            CmdletMessages.ForceRemoval,
            token.Id);

    public static ErrorRecord GracePeriodNotOver(DtToken token, DateTimeOffset revoked, DateTimeOffset removable) =>
        Of(
            ErrorIds.GracePeriodNotOver,
            ErrorCategory.InvalidOperation,
            CmdletMessages.GracePeriodNotOver(token, revoked, removable),
            CmdletMessages.WaitOrForce(removable),
            token.Id);

    public static ErrorRecord UnknownScope(string scope, string nearest) =>
        Of(
            ErrorIds.UnknownScope,
            ErrorCategory.InvalidArgument,
            CmdletMessages.UnknownScope(scope, nearest),
            CmdletMessages.CompleteScopes,
            scope);

    public static ErrorRecord ParametersContradict(string first, string second) =>
        Of(
            ErrorIds.ParametersContradict,
            ErrorCategory.InvalidArgument,
            CmdletMessages.ParametersContradict(first, second),
            CmdletMessages.GiveOneOf(first, second),
            null);

    /// <summary>A script block would store the name of a type in place of the token.</summary>
    public static ErrorRecord TokenAsText() =>
        Of(
            ErrorIds.TokenAsText, ErrorCategory.InvalidArgument, StoreMessages.TokenAsText, StoreMessages.PlainTextOfToken, null);

    public static ErrorRecord ParameterMissing(string given, string needed) =>
        Of(
            ErrorIds.ParameterMissing,
            ErrorCategory.InvalidArgument,
            StoreMessages.Needs(given, needed),
            StoreMessages.GiveToo(needed),
            null);

    /// <summary>A secret of the input that no connected environment knows. Of one alone, what that one says is enough.</summary>
    public static ErrorRecord NobodysLine(long line, ApiToken token, int environments, TokenNotFoundException missing) =>
        new(missing, ErrorIds.TokenNotFound, ErrorCategory.ObjectNotFound, token.ToString())
        {
            ErrorDetails = new ErrorDetails(IncidentMessages.NobodysLine(line, environments, missing.Message))
            {
                RecommendedAction = IncidentMessages.MendLine,
            },
        };

    /// <summary>A line of the input that is no token.</summary>
    public static ErrorRecord NoTokenLine(long line, ApiTokenFormatException failure) =>
        new(failure, ErrorIds.InvalidToken, ErrorCategory.InvalidArgument, null)
        {
            ErrorDetails = new ErrorDetails(IncidentMessages.Line(line, failure.Message))
            {
                RecommendedAction = CmdletMessages.CopyTokenAgain,
            },
        };

    /// <summary>True for a failure that has a record; anything else is a defect or a stop, and flies on.</summary>
    public static bool Explains(Exception failure) => FailureTable.Find(failure) is not null;

    /// <summary>The stable ID of a failure; null for one that has no record.</summary>
    public static string? IdFor(Exception failure) => FailureTable.Find(failure)?.Id;

    /// <summary>The record of a failed call.</summary>
    public static ErrorRecord For(Exception failure, object? target)
    {
        var (id, category, advice) = FailureTable.Find(failure)
            ?? throw new ArgumentException(failure.GetType().Name, nameof(failure));
        return new ErrorRecord(failure, id, category, Shown(target))
        {
            ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = advice },
        };
    }

    // The host of background jobs and of remote sessions: what comes in has been to a file, and connects to nothing.
    private static string WayToConnect(PSHost host) =>
        host.Name == "ServerRemoteHost" ? ConnectMessages.ConnectInJob : ConnectMessages.ConnectFirst;

    /// <summary>The record of what is wrong without an exception that says so.</summary>
    internal static ErrorRecord Of(string id, ErrorCategory category, string message, string advice, object? target) =>
        new(new InvalidOperationException(message), id, category, Shown(target))
        {
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = advice },
        };

    // A user may paste a whole token where a name or a URL belongs.
    private static object? Shown(object? target) => target is string text ? ServerText.Clean(text) : target;
}
