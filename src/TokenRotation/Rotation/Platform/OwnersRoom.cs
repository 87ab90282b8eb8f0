using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Rotation.Platform;

/// <summary>
/// How many more platform tokens each owner may have, counted with what this run makes and deletes: an account refuses what is
/// beyond, and a run that knows it makes nothing that it cannot finish.
/// </summary>
internal sealed class OwnersRoom(TenantSnapshot snapshot)
{
    private const int OfUser = 50;
    private const int OfServiceUser = 100;
    private const string ServiceDomain = "@service.sso.dynatrace.com";

    private readonly Dictionary<string, int> _more = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The owner may have one more; nobody can tell where he is not known.</summary>
    public bool HasRoom(string? owner)
    {
        lock (_more)
        {
            return owner is null || Left(owner) > 0;
        }
    }

    /// <summary>Takes room for one more; false where there is none.</summary>
    public bool TryTake(string? owner)
    {
        lock (_more)
        {
            if (owner is null)
            {
                return true;
            }

            var isFree = Left(owner) > 0;
            _more[owner] = MoreOf(owner) + (isFree ? 1 : 0);
            return isFree;
        }
    }

    /// <summary>One less is there, or has not been made.</summary>
    public void GiveBack(string? owner)
    {
        lock (_more)
        {
            if (owner is not null)
            {
                _more[owner] = MoreOf(owner) - 1;
            }
        }
    }

    private int MoreOf(string owner) => _more.TryGetValue(owner, out var more) ? more : 0;

    private int Left(string owner) =>
        (owner.EndsWith(ServiceDomain, StringComparison.OrdinalIgnoreCase) ? OfServiceUser : OfUser)
        - snapshot.Tokens.Count(token => string.Equals(token.Owner, owner, StringComparison.OrdinalIgnoreCase))
        - MoreOf(owner);
}
