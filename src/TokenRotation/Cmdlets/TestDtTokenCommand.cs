using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Tells whether a token authenticates, and whether it holds the given scopes. The environment is asked as the token itself;
/// what keeps it from answering is an error, never $false. With -Detailed it tells as well what kind of token it is.
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
    protected override void ProcessRecord()
    {
        if (ScopeNames.SlipIn(Scope, WriteWarning) is { } slip)
        {
            WriteError(slip);
            return;
        }

        foreach (var connection in ResolveConnections())
        {
            foreach (var secret in Token)
            {
                Serve(ApiTokens.Shown(secret), () =>
                {
                    using var token = ApiToken.Parse(secret);
                    var test = token.Kind is ApiTokenKind.Platform or ApiTokenKind.OAuth or ApiTokenKind.ActiveGate
                        ? OfAnotherApi(connection.Api, token)
                        : Ask(connection.Api, token);
                    WriteObject(Detailed ? test : test.Works!.Value);
                });
            }
        }
    }

    // Nothing is sent: the token API knows none of these.
    private DtTokenTest OfAnotherApi(ITokenApi api, ApiToken token) => Detailed
        ? new DtTokenTest
        {
            Kind = token.Kind,
            Id = token.Id,
            Environment = api.Environment,
            Advice = ApiMessages.WrongKind(token.Kind, token.ToString()),
        }
        : throw new UnsupportedCredentialException(ApiMessages.WrongKind(token.Kind, token.ToString()), token.Kind);

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
