using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding.Descriptions;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Fleets;
using TokenRotation.Cmdlets.Rotating;
using TokenRotation.Reports.Findings;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Steps;
using TokenRotation.Secrets;
using TokenRotation.Specs;
using TokenRotation.Specs.Fleets;
using TokenRotation.Text;

namespace TokenRotation.Cmdlets.Errors;

/// <summary>Which error each failure is.</summary>
internal static class FailureTable
{
    private const string GiveClientSecret =
        "Give -ClientSecret as Account Management has shown it when the client was made, and see there that it is active.";

    private const string LeaveLostToNextRun =
        "Run the command again in a quarter of an hour: it takes away what came of the creation, and makes another token.";

    /// <summary>The stable ID, the category and what to do next; null for a failure that has no record.</summary>
    public static (string Id, ErrorCategory Category, string Advice)? Find(Exception failure) => failure switch
    {
        UnauthorizedException { Request.IsOfAccount: true } =>
            (ErrorIds.Unauthorized, ErrorCategory.AuthenticationError, AccountTexts.ConnectWithOther),
        ForbiddenException { Request.IsOfAccount: true } =>
            (ErrorIds.MissingScope, ErrorCategory.PermissionDenied, AccountTexts.GrantScope),
        UnauthorizedException => (ErrorIds.Unauthorized, ErrorCategory.AuthenticationError, CmdletMessages.ConnectWithOther),
        ForbiddenException forbidden =>
            (ErrorIds.MissingScope, ErrorCategory.PermissionDenied, CmdletMessages.GrantScope(forbidden.RequiredScopes)),
        TokenNotFoundException => (ErrorIds.TokenNotFound, ErrorCategory.ObjectNotFound, CmdletMessages.RunFind),
        RateLimitedException => (ErrorIds.RateLimited, ErrorCategory.LimitsExceeded, CmdletMessages.WaitForLimit),
        OwnTokenException => (ErrorIds.OwnToken, ErrorCategory.InvalidOperation, CmdletMessages.UseOtherCaller),
        InvalidRequestException => (ErrorIds.RequestRefused, ErrorCategory.InvalidArgument, CmdletMessages.MendRequest),
        TokenCreationDisabledException =>
            (ErrorIds.TokenCreationDisabled, ErrorCategory.NotEnabled, CmdletMessages.UsePlatformTokens),
        CreateOutcomeUnknownException lost =>
            (ErrorIds.CreateOutcomeUnknown, ErrorCategory.InvalidResult, AdviceOnLost(lost.TokenName)),
        UnreachableException => (ErrorIds.EnvironmentUnreachable, ErrorCategory.ResourceUnavailable, CmdletMessages.CheckNetwork),
        TlsException refused => (ErrorIds.TlsFailed, ErrorCategory.SecurityError, AdviceOf(refused.Remedy)),
        MalformedResponseException => (ErrorIds.AnswerMalformed, ErrorCategory.InvalidData, CmdletMessages.CheckUrl),
        ServerFailedException => (ErrorIds.ServerFailed, ErrorCategory.ResourceUnavailable, CmdletMessages.TryLater),
        AccessTokenException refused =>
            (ErrorIds.AccessTokenRefused, ErrorCategory.AuthenticationError, AdviceOf(refused.Fault)),
        TokenApiException => (ErrorIds.ApiCallFailed, ErrorCategory.InvalidResult, CmdletMessages.TryLater),
        TokenUrlException => (ErrorIds.InvalidTokenUrl, ErrorCategory.InvalidArgument, CmdletMessages.GiveTokenUrl),
        AccountAddressException => (ErrorIds.InvalidAccount, ErrorCategory.InvalidArgument, AccountTexts.GiveAccount),
        EnvironmentUrlException => (ErrorIds.InvalidEnvironmentUrl, ErrorCategory.InvalidArgument, CmdletMessages.GiveUrl),
        UnsupportedCredentialException => (ErrorIds.InvalidToken, ErrorCategory.InvalidArgument, CmdletMessages.GiveApiToken),
        FleetFileException => (ErrorIds.InvalidFleetFile, ErrorCategory.InvalidData, FleetMessages.MendFleetFile),
        ShardException => (ErrorIds.InvalidShard, ErrorCategory.InvalidArgument, FleetMessages.GiveShard),
        FleetCredentialException => (ErrorIds.CredentialMissing, ErrorCategory.AuthenticationError, FleetMessages.PutCredential),
        TokenSpecFileException => (ErrorIds.InvalidTokenSpec, ErrorCategory.InvalidData, CmdletMessages.MendSpecFile),
        TokenDescriptionException => (ErrorIds.InvalidTokenSpec, ErrorCategory.InvalidData, CmdletMessages.MendDescription),
        ApiTokenFormatException => (ErrorIds.InvalidToken, ErrorCategory.InvalidArgument, CmdletMessages.CopyTokenAgain),
        AuditLogException => (ErrorIds.AuditLogNotWritable, ErrorCategory.OpenError, AuditMessages.GiveAuditLog),
        SecretNameException => (ErrorIds.InvalidSecretName, ErrorCategory.InvalidArgument, StoreMessages.GiveSecretName),
        NotATokenException => (ErrorIds.SecretIsNoToken, ErrorCategory.InvalidData, StoreMessages.GiveOtherEntry),
        SecretStoreException => (ErrorIds.SecretStoreFailed, ErrorCategory.ResourceUnavailable, StoreMessages.CheckStore),
        ConsumerNotToldException => (ErrorIds.AfterFailed, ErrorCategory.OperationStopped, StoreMessages.MendAfter),
        RotationRefusedException => (ErrorIds.RotationRefused, ErrorCategory.InvalidOperation, CmdletMessages.MendRefusal),
        RotationStalledException => (ErrorIds.RotationStalled, ErrorCategory.OperationStopped, CmdletMessages.TryLater),
        ProcessEndingException => (ErrorIds.ProcessEnding, ErrorCategory.OperationStopped, CmdletMessages.TryLater),
        SuccessorNotVerifiedException =>
            (ErrorIds.SuccessorNotVerified, ErrorCategory.InvalidResult, CmdletMessages.OldStaysValid),
        _ => null,
    };

    // What a rotation has made bears its note, and a later run of it sees to that.
    private static string AdviceOnLost(string? name) => name is null || TokenName.NoteOf(name) is not null
        ? LeaveLostToNextRun
        : FindLost(CommandText.Word(name));

    private static string FindLost(string name) =>
        $"Run Find-DtToken -Name {name}. If there is a token that was made just now, its secret is lost: run Revoke-DtToken -Id "
            + "and Remove-DtToken -Force -Id for it, then the command again.";

    private static string AdviceOf(AccessTokenFault fault) => fault switch
    {
        AccessTokenFault.Scope => CmdletMessages.MendClient,
        AccessTokenFault.Client => GiveClientSecret,
        AccessTokenFault.Address => CmdletMessages.GiveTokenUrl,
        AccessTokenFault.Network => CmdletMessages.CheckNetwork,
        _ => CmdletMessages.TryLater,
    };

    private static string AdviceOf(TlsRemedy remedy) => remedy switch
    {
        TlsRemedy.OtherAddress => CmdletMessages.CheckPort,
        TlsRemedy.Authority => CmdletMessages.GiveAuthority,
        _ => CmdletMessages.MendCertificate,
    };
}
