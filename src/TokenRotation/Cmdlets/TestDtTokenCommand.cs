using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Tells whether a token authenticates, and whether it holds the given scopes. The environment is asked as the token itself;
/// what keeps it from answering is an error, never $false.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "DtToken")]
[OutputType(typeof(bool))]
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

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var connection in ResolveConnections())
        {
            foreach (var secret in Token)
            {
                Serve(ApiTokens.Shown(secret), () =>
                {
                    using var token = ApiToken.Parse(secret);
                    WriteObject(Works(connection.Api, token));
                });
            }
        }
    }

    private bool Works(ITokenApi api, ApiToken token)
    {
        var self = api.As(token);
        try
        {
            var seen = Await(token.ToString(), stopping => self.LookupAsync(token, stopping));
            return Scope.All(scope => seen.Scopes.Contains(scope));
        }
        catch (UnauthorizedException)
        {
            return false;
        }
        catch (ForbiddenException) when (Scope.Length == 0)
        {
            // It may not look itself up, but to be told so it had to authenticate.
            return true;
        }
    }
}
