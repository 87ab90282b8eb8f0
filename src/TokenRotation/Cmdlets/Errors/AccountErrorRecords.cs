using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Errors;

/// <summary>The errors of accounts that are no failed call.</summary>
internal static class AccountErrorRecords
{
    public static ErrorRecord NotConnected(EnvironmentReference wanted) => Record(
        ErrorIds.EnvironmentNotConnected,
        ErrorCategory.ConnectionError,
        AccountTexts.NotConnected(new ForeignText(wanted.ToString())),
        AccountTexts.ConnectWithOther,
        wanted.ToString());

    public static ErrorRecord CredentialMissing(string account) => Record(
        ErrorIds.CredentialMissing,
        ErrorCategory.AuthenticationError,
        AccountTexts.SecretMissing,
        AccountTexts.GiveSecret,
        account);

    /// <summary>A command that would do half of its work at an account does none.</summary>
    public static ErrorRecord NotForAccounts(string command, string account, string? why = null) => Record(
        ErrorIds.NotForAccounts,
        ErrorCategory.NotImplemented,
        AccountTexts.NotForAccounts(command, account, why),
        AccountTexts.NameEnvironment,
        account);

    public static ErrorRecord FixedAtBirth(DtToken token) => Record(
        ErrorIds.NotChangeable,
        ErrorCategory.InvalidOperation,
        AccountTexts.FixedAtBirth(token),
        AccountTexts.MakeAnother,
        token.Id);

    public static ErrorRecord ExpiryIsFixed(DtToken token) => Record(
        ErrorIds.NotChangeable,
        ErrorCategory.InvalidOperation,
        AccountTexts.ExpiryIsFixed(token),
        AccountTexts.RotateInstead,
        token.Id);

    /// <summary>A parameter that says something of platform tokens alone.</summary>
    public static ErrorRecord OnlyForAccounts(string parameter, string environment) => Record(
        ErrorIds.ParametersContradict,
        ErrorCategory.InvalidArgument,
        AccountTexts.OnlyForAccounts(parameter, environment),
        AccountTexts.LeaveAwayOrNameAccount(parameter),
        environment);

    /// <summary>The text is not repeated: it may be anything.</summary>
    public static ErrorRecord NoResource(string account) => Record(
        ErrorIds.InvalidEnvironmentUrl,
        ErrorCategory.InvalidArgument,
        AccountTexts.NoResource,
        AccountTexts.GiveResource,
        account);

    public static ErrorRecord SecretUnproven(ApiToken token, string why) => Record(
        ErrorIds.SecretUnproven,
        ErrorCategory.ResourceUnavailable,
        AccountTexts.SecretUnproven(token, why),
        AccountTexts.ProveSecret,
        token.ToString());

    public static ErrorRecord SecretAsScope() => Record(
        ErrorIds.SecretAsName,
        ErrorCategory.InvalidArgument,
        AccountTexts.SecretAsScope,
        CmdletMessages.CompleteScopes,
        AccountTexts.Scope);

    public static ErrorRecord ClassicScope(string scope) => Record(
        ErrorIds.UnknownScope,
        ErrorCategory.InvalidArgument,
        AccountTexts.ClassicScope(new ForeignText(scope)),
        CmdletMessages.CompleteScopes,
        scope);

    private static ErrorRecord Record(string id, ErrorCategory category, string message, string advice, string target) =>
        new(new InvalidOperationException(message), id, category, target)
        {
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = advice },
        };
}
