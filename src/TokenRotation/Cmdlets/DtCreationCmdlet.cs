using TokenRotation.Api;
using TokenRotation.Messages;

namespace TokenRotation.Cmdlets;

/// <summary>A cmdlet that makes tokens after the pattern of others, and says where the copy differs.</summary>
public abstract class DtCreationCmdlet : DtEnvironmentCmdlet
{
    /// <summary>The token's scopes that can be granted today; the others are named in a warning.</summary>
    private protected IReadOnlyList<string> GrantableScopes(DtToken token)
    {
        var retired = token.Scopes.Where(scope => !ApiScopes.IsGrantable(scope)).ToList();
        if (retired.Count > 0)
        {
            WriteWarning(CmdletMessages.ScopesDropped(token, retired));
        }

        return token.Scopes.Except(retired).ToList();
    }

    /// <summary>Says so if a copy of the token will belong to somebody else: a new token belongs to the caller's owner.</summary>
    private protected void WarnOfOtherOwner(Connection connection, DtToken token)
    {
        var owner = connection.Caller.Owner;
        if (owner is not null && token.Owner is not null && owner != token.Owner)
        {
            WriteWarning(CmdletMessages.OwnerChanges(token, owner));
        }
    }
}
