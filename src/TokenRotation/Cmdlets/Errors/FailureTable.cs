using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding.Descriptions;
using TokenRotation.Cmdlets.Fleets;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Steps;
using TokenRotation.Secrets;
using TokenRotation.Specs;
using TokenRotation.Specs.Fleets;

namespace TokenRotation.Cmdlets.Errors;

/// <summary>Which error each failure is.</summary>
internal static class FailureTable
{
    /// <summary>The stable ID, the category and what to do next; null for a failure that has no record.</summary>
    public static (string Id, ErrorCategory Category, string Advice)? Find(Exception failure) => failure switch
    {
        UnauthorizedException => (ErrorIds.Unauthorized, ErrorCategory.AuthenticationError, CmdletMessages.ConnectWithOther),
        ForbiddenException forbidden =>
            (ErrorIds.MissingScope, ErrorCategory.PermissionDenied, CmdletMessages.GrantScope(forbidden.RequiredScopes)),
        TokenNotFoundException => (ErrorIds.TokenNotFound, ErrorCategory.ObjectNotFound, CmdletMessages.RunFind),
        RateLimitedException => (ErrorIds.RateLimited, ErrorCategory.LimitsExceeded, CmdletMessages.WaitForLimit),
        OwnTokenException => (ErrorIds.OwnToken, ErrorCategory.InvalidOperation, CmdletMessages.UseOtherCaller),
        InvalidRequestException => (ErrorIds.RequestRefused, ErrorCategory.InvalidArgument, CmdletMessages.MendRequest),
        TokenCreationDisabledException =>
            (ErrorIds.TokenCreationDisabled, ErrorCategory.NotEnabled, CmdletMessages.UsePlatformTokens),
        CreateOutcomeUnknownException => (ErrorIds.CreateOutcomeUnknown, ErrorCategory.InvalidResult, CmdletMessages.FindOrphan),
        UnreachableException => (ErrorIds.EnvironmentUnreachable, ErrorCategory.ResourceUnavailable, CmdletMessages.CheckNetwork),
        TlsException refused => (ErrorIds.TlsFailed, ErrorCategory.SecurityError, AdviceOf(refused.Remedy)),
        MalformedResponseException => (ErrorIds.AnswerMalformed, ErrorCategory.InvalidData, CmdletMessages.CheckUrl),
        ServerFailedException => (ErrorIds.ServerFailed, ErrorCategory.ResourceUnavailable, CmdletMessages.TryLater),
        AccessTokenException => (ErrorIds.AccessTokenRefused, ErrorCategory.AuthenticationError, CmdletMessages.MendClient),
        TokenApiException => (ErrorIds.ApiCallFailed, ErrorCategory.InvalidResult, CmdletMessages.TryLater),
        TokenUrlException => (ErrorIds.InvalidTokenUrl, ErrorCategory.InvalidArgument, CmdletMessages.GiveTokenUrl),
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
        SuccessorNotVerifiedException =>
            (ErrorIds.SuccessorNotVerified, ErrorCategory.InvalidResult, CmdletMessages.OldStaysValid),
        _ => null,
    };

    private static string AdviceOf(TlsRemedy remedy) => remedy switch
    {
        TlsRemedy.OtherAddress => CmdletMessages.CheckPort,
        TlsRemedy.Authority => CmdletMessages.GiveAuthority,
        _ => CmdletMessages.MendCertificate,
    };
}
