namespace TokenRotation.Cmdlets.Errors;

/// <summary>
/// The ID of every error that this module writes. Scripts decide by them: one ID a condition, and none is ever changed.
/// PowerShell appends the cmdlet's class, for example <c>TokenNotFound,TokenRotation.Cmdlets.RevokeDtTokenCommand</c>.
/// </summary>
internal static class ErrorIds
{
    public const string AccessTokenRefused = nameof(AccessTokenRefused);
    public const string AfterFailed = nameof(AfterFailed);
    public const string AmbiguousName = nameof(AmbiguousName);
    public const string AnswerMalformed = nameof(AnswerMalformed);
    public const string ApiCallFailed = nameof(ApiCallFailed);
    public const string AuditLogNotWritable = nameof(AuditLogNotWritable);
    public const string CannotAsk = nameof(CannotAsk);
    public const string CertificateUnreadable = nameof(CertificateUnreadable);
    public const string CreateOutcomeUnknown = nameof(CreateOutcomeUnknown);
    public const string CredentialMissing = nameof(CredentialMissing);
    public const string EnvironmentNotConnected = nameof(EnvironmentNotConnected);
    public const string EnvironmentUnreachable = nameof(EnvironmentUnreachable);
    public const string GracePeriodNotOver = nameof(GracePeriodNotOver);
    public const string InvalidAccount = nameof(InvalidAccount);
    public const string InvalidEnvironmentUrl = nameof(InvalidEnvironmentUrl);
    public const string InvalidFleetFile = nameof(InvalidFleetFile);
    public const string InvalidSecretName = nameof(InvalidSecretName);
    public const string InvalidShard = nameof(InvalidShard);
    public const string InvalidToken = nameof(InvalidToken);
    public const string InvalidTokenSpec = nameof(InvalidTokenSpec);
    public const string InvalidTokenUrl = nameof(InvalidTokenUrl);
    public const string LeakedTokenEnabled = nameof(LeakedTokenEnabled);
    public const string MissingScope = nameof(MissingScope);
    public const string NameTooLong = nameof(NameTooLong);
    public const string NotBeingReplaced = nameof(NotBeingReplaced);
    public const string NotChangeable = nameof(NotChangeable);
    public const string NotConnected = nameof(NotConnected);
    public const string NotForAccounts = nameof(NotForAccounts);
    public const string OwnToken = nameof(OwnToken);
    public const string ParameterMissing = nameof(ParameterMissing);
    public const string ParametersContradict = nameof(ParametersContradict);
    public const string PolicyContradicts = nameof(PolicyContradicts);
    public const string ProcessEnding = nameof(ProcessEnding);
    public const string RateLimited = nameof(RateLimited);
    public const string ReportFileNotWritable = nameof(ReportFileNotWritable);
    public const string ReportFileUnreadable = nameof(ReportFileUnreadable);
    public const string RequestRefused = nameof(RequestRefused);
    public const string RevocationTimeUnknown = nameof(RevocationTimeUnknown);
    public const string RotationNeedsAttention = nameof(RotationNeedsAttention);
    public const string RotationRefused = nameof(RotationRefused);
    public const string RotationStalled = nameof(RotationStalled);
    public const string SecretAsId = nameof(SecretAsId);
    public const string SecretAsName = nameof(SecretAsName);
    public const string SecretIsNoToken = nameof(SecretIsNoToken);
    public const string SecretStoreFailed = nameof(SecretStoreFailed);
    public const string SecretUnproven = nameof(SecretUnproven);
    public const string ServerFailed = nameof(ServerFailed);
    public const string ServerTimeUnknown = nameof(ServerTimeUnknown);
    public const string SpecFileNotWritable = nameof(SpecFileNotWritable);
    public const string SpecFileUnreadable = nameof(SpecFileUnreadable);
    public const string StampAsName = nameof(StampAsName);
    public const string SuccessorNotVerified = nameof(SuccessorNotVerified);
    public const string TlsFailed = nameof(TlsFailed);
    public const string TokenAsText = nameof(TokenAsText);
    public const string TokenCreationDisabled = nameof(TokenCreationDisabled);
    public const string TokenIsEnabled = nameof(TokenIsEnabled);
    public const string TokenNotExported = nameof(TokenNotExported);
    public const string TokenNotFound = nameof(TokenNotFound);
    public const string Unauthorized = nameof(Unauthorized);
    public const string UnknownScope = nameof(UnknownScope);
}
