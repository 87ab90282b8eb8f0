using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Binding.Platform;
using TokenRotation.Cmdlets.Checks;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Tells whether a token authenticates, and whether it holds the given scopes. The environment is asked as the token itself;
/// what keeps it from answering is an error, never $false. Of a platform token the account's list tells the ID, and an
/// environment the secret. With -Detailed it tells as well what kind of token it is.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "DtToken")]
[OutputType(typeof(bool), typeof(DtTokenTest))]
public sealed class TestDtTokenCommand : DtEnvironmentCmdlet
{
    /// <summary>The whole token, as a SecureString.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public DtSecret[] Token { get; set; } = [];

    /// <summary>Scopes that the token must hold, all of them.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(HeldScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Scope { get; set; } = [];

    /// <summary>Emits what kind of token it is, what is known of it, and what to do with it, instead of true or false.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <inheritdoc/>
    private protected override bool TakesAccounts => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var connection in ResolveConnections())
        {
            var slip = connection.IsAccount
                ? PlatformScopeNames.SlipIn(Scope, WriteWarning)
                : ScopeNames.SlipIn(Scope, WriteWarning);
            if (slip is not null)
            {
                WriteError(slip);
                return;
            }

            foreach (var secret in Token)
            {
                Serve(ApiTokens.Shown(secret), () =>
                {
                    using var token = ApiToken.Parse(secret);
                    Tell(token, Test(connection, token));
                });
            }
        }
    }

    private DtTokenTest Test(Connection connection, ApiToken token) => connection.IsAccount
        ? token.Kind == ApiTokenKind.Platform ? AskAccount(connection.Api, token)
            : OfAnotherApi(connection.Api, token, AccountMessages.NoSecretOfAccount)
        : token.Kind is ApiTokenKind.Platform or ApiTokenKind.OAuth or ApiTokenKind.ActiveGate
            ? OfAnotherApi(connection.Api, token, ApiMessages.WrongKind(token.Kind, token.ToString()))
            : Ask(connection.Api, token);

    // What is not proved is neither true nor false.
    private void Tell(ApiToken token, DtTokenTest test)
    {
        if (Detailed)
        {
            WriteObject(test);
        }
        else if (test.Works is { } works)
        {
            WriteObject(works);
        }
        else
        {
            WriteError(AccountErrorRecords.SecretUnproven(token, test.Advice));
        }
    }

    private DtTokenTest AskAccount(ITokenApi api, ApiToken token)
    {
        var others = ConnectionTable.OfThisRunspace().Probeable;
        return Await(token.ToString(), stopping => new PlatformTokenTest(api, Scope, others).AskAsync(token, stopping));
    }

    // Nothing is sent: the API knows none of these.
    private DtTokenTest OfAnotherApi(ITokenApi api, ApiToken token, string advice) => Detailed
        ? new DtTokenTest
        {
            Kind = token.Kind,
            Id = token.Id,
            Environment = api.Environment,
            Advice = advice,
        }
        : throw new UnsupportedCredentialException(advice, token.Kind);

    private DtTokenTest Ask(ITokenApi api, ApiToken token)
    {
        var self = api.As(token);
        var test = new DtTokenTest { Kind = token.Kind, Id = token.Id, Environment = api.Environment };
        try
        {
            var seen = Await(token.ToString(), stopping => self.LookupAsync(token, stopping));
            return test with
            {
                Works = Scope.All(scope => seen.Scopes.Contains(scope)),
                Id = seen.Id,
                Name = seen.Name,
                Owner = seen.Owner,
                PersonalAccessToken = seen.PersonalAccessToken,
                Scopes = seen.Scopes,
                ExpirationDate = seen.ExpirationDate,
                Advice = seen.PersonalAccessToken ? CmdletMessages.TestedPersonalToken : CmdletMessages.TestedToken,
            };
        }
        catch (UnauthorizedException)
        {
            return test with { Works = false, Advice = CmdletMessages.TestedUnknownToken };
        }
        catch (ForbiddenException) when (Scope.Length == 0)
        {
            // It may not look itself up, but to be told so it had to authenticate.
            return test with { Works = true, Advice = CmdletMessages.TestedSilentToken };
        }
    }
}
