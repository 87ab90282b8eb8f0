using System.Management.Automation;
using System.Security;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Messages;
using TokenRotation.Rotation;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Rotates tokens in the safe order: create the new token, verify it as itself, hand it over, revoke the old one once the
/// pipeline has taken the new one. With -Cleanup, deletes the old tokens whose grace period is over.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "DtTokenRotation", DefaultParameterSetName = ById, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DtTokenRotation), ParameterSetName = [ById, ByName, ByToken])]
[OutputType(typeof(DtToken), ParameterSetName = [Due])]
public sealed class InvokeDtTokenRotationCommand : DtCreationCmdlet
{
    private const string ById = "Id";
    private const string ByName = "Name";
    private const string ByToken = "Token";
    private const string Due = "Cleanup";

    /// <summary>The ID of the old token: prefix and public part, dt0c01.PUBLICPART. Never the secret.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("TokenId")]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>The exact name of the old token. If several enabled tokens are called so, none is rotated.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The whole old token, as a SecureString: the environment says which token it is.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByToken, ValueFromPipeline = true)]
    [SecretTransformation]
    [ValidateNotNullOrEmpty]
    public SecureString[] Token { get; set; } = [];

    /// <summary>The new token's name; without it, the old one's.</summary>
    [Parameter(ParameterSetName = ById)]
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByToken)]
    [ValidateLength(1, NameStamp.MaximumNameLength)]
    public string? NewName { get; set; }

    /// <summary>The new token's scopes; without it, those of the old one that can still be granted.</summary>
    [Parameter(ParameterSetName = ById)]
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByToken)]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Scope { get; set; }

    /// <summary>How long the new token lives: 90d, 12h, a TimeSpan, a date; without it, as long as the old one was made for.</summary>
    [Parameter(ParameterSetName = ById)]
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByToken)]
    [DurationTransformation]
    public TimeSpan? Lifetime { get; set; }

    /// <summary>Emits the new token as plain text instead of a SecureString.</summary>
    [Parameter(ParameterSetName = ById)]
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByToken)]
    public SwitchParameter AsPlainText { get; set; }

    /// <summary>Deletes the tokens that were rotated and revoked at least a grace period ago, by the server's clock.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Due)]
    public SwitchParameter Cleanup { get; set; }

    /// <summary>How long an old token stays revoked before it may be deleted: 7d, 12h, a TimeSpan. Seven days if not given.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Misspelt(Scope))
        {
            return;
        }

        foreach (var connection in ResolveConnections())
        {
            switch (ParameterSetName)
            {
                case Due:
                    Serve(connection.Api.Environment, () => RemoveDue(connection));
                    break;
                case ByName:
                    ForEach(connection, Name, name => name, FindByName);
                    break;
                case ByToken:
                    ForEach(connection, Token, ApiTokens.Shown, FindBySecret);
                    break;
                default:
                    ForEach(connection, Id, TokenIds.Shown, FindById);
                    break;
            }
        }
    }

    private void ForEach<T>(Connection connection, T[] wanted, Func<T, string?> shown, Func<ITokenApi, T, DtToken?> find)
    {
        foreach (var one in wanted)
        {
            Serve(shown(one), () =>
            {
                if (find(connection.Api, one) is { } old)
                {
                    Rotate(connection, old);
                }
            });
        }
    }

    private DtToken? FindById(ITokenApi api, string id)
    {
        if (TokenIds.HoldsSecret(id))
        {
            WriteError(ErrorRecords.SecretAsId(id));
            return null;
        }

        return Await(id, stopping => api.GetAsync(id, stopping));
    }

    private DtToken FindBySecret(ITokenApi api, SecureString secret)
    {
        using var token = ApiToken.Parse(secret);
        return Await(token.ToString(), stopping => api.LookupAsync(token, stopping));
    }

    private DtToken? FindByName(ITokenApi api, string name)
    {
        var found = List(api, new TokenQuery()).Where(token => token.Enabled && token.Name == name).ToList();
        switch (found.Count)
        {
            case 1:
                return found[0];
            case 0:
                WriteError(ErrorRecords.NoTokenOfName(name));
                return null;
            default:
                WriteError(ErrorRecords.AmbiguousName(name, found.Count));
                return null;
        }
    }

    private void Rotate(Connection connection, DtToken old)
    {
        var succession = new TokenSuccession(connection.Api, connection.Caller, TimeProvider.System);
        var spec = succession.Plan(old, new SuccessorWish(NewName, Scope ?? GrantableScopes(old), Lifetime));
        WarnOfOtherOwner(connection, old);

        var target = CmdletMessages.Target(old);
        if (!ShouldProcess(
            CmdletMessages.Performing(CmdletMessages.ActionSucceed, target),
            CmdletMessages.Perform(CmdletMessages.ActionSucceed, target),
            CmdletMessages.Confirm,
            out var reason))
        {
            if (reason == ShouldProcessReason.WhatIf)
            {
                ShouldProcess(target, CmdletMessages.ActionRevokeOld);
            }

            return;
        }

        var created = Await(old.ToString(), stopping => succession.CreateAsync(spec, stopping));
        HandOver(old, new DtTokenRotation(old, spec, created, connection.Api.ServerTime + GracePeriod, AsPlainText));
        if (old.Id == connection.Api.CallerId)
        {
            Succeed(connection, created, spec);
        }

        if (!ShouldProcess(target, CmdletMessages.ActionRevokeOld))
        {
            WriteWarning(CmdletMessages.OldStaysEnabled(old, created.Id));
            return;
        }

        var revoked = Await(old.ToString(), stopping => TokenRevocation.RevokeAsync(connection.Api, old, created.Id, stopping));
        WriteVerbose(CmdletMessages.RemovableFrom(old, TokenRevocation.Since(revoked)!.Value + GracePeriod));
    }

    // WriteObject returns when everything later in the pipeline has processed the object, and throws if that failed.
    private void HandOver(DtToken old, DtTokenRotation rotation)
    {
        var taken = false;
        try
        {
            WriteObject(rotation);
            taken = true;
        }
        finally
        {
            if (!taken)
            {
                SayThatOldStays(old, rotation.Id);
            }
        }
    }

    // A pipeline that is being stopped takes no warnings any more.
    private void SayThatOldStays(DtToken old, string newId)
    {
        try
        {
            WriteWarning(CmdletMessages.NotTaken(old, newId));
        }
        catch (PipelineStoppedException)
        {
        }
    }

    // The token that authenticates cannot revoke itself: its successor does it, and everything from now on.
    private static void Succeed(Connection connection, CreatedToken created, TokenSpec spec)
    {
        var caller = connection.Caller with
        {
            Id = created.Id,
            Name = spec.Name,
            Scopes = spec.Scopes,
            ExpirationDate = created.ExpirationDate,
        };
        connection.SwitchTo(connection.Api.As(created.Token), caller);
    }

    private void RemoveDue(Connection connection)
    {
        var tokens = List(connection.Api, new TokenQuery()).ToDictionary(token => token.Id);
        foreach (var old in tokens.Values.Where(token => IsDue(token, tokens, connection)))
        {
            Serve(old.Id, () => RemoveOld(connection.Api, old));
        }
    }

    private void RemoveOld(ITokenApi api, DtToken old)
    {
        if (ShouldProcess(CmdletMessages.Target(old), CmdletMessages.ActionRemove))
        {
            Await(old.ToString(), stopping => api.DeleteAsync(old.Id, stopping));
            WriteObject(old);
        }
    }

    // Anybody may name a token: the stamp counts only while the successor that it names lives and belongs to the caller's owner.
    private bool IsDue(DtToken old, Dictionary<string, DtToken> tokens, Connection connection)
    {
        var now = connection.Api.ServerTime;
        return TokenRevocation.Since(old) is { } revoked
            && now - revoked >= GracePeriod
            && NameStamp.Read(old.Name).Stamp?.PartnerId is { } successorId
            && tokens.TryGetValue(successorId, out var successor)
            && successor.Enabled
            && !(successor.ExpirationDate <= now)
            && successor.Owner == connection.Caller.Owner;
    }
}
