using TokenRotation.Api;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Secrets;
using TokenRotation.Specs;

namespace TokenRotation.Cmdlets.Binding.Descriptions;

/// <summary>
/// What a spec file can say of tokens: under its name, a token stands in the file once, and what no new token can be given is
/// left out.
/// </summary>
/// <param name="tokens">The tokens, as the environments report them.</param>
internal sealed class ExportedTokens(IReadOnlyCollection<DtToken> tokens)
{
    private readonly List<string> _warnings = [];
    private readonly List<(DtToken Token, string Reason)> _refusals = [];

    /// <summary>What is easily overlooked. Known when <see cref="Specs"/> has been asked for.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The tokens that no file can describe, and why. Known when <see cref="Specs"/> has been asked for.</summary>
    public IReadOnlyList<(DtToken Token, string Reason)> Refusals => _refusals;

    /// <summary>The tokens for the file, in an order that does not change with the server's.</summary>
    public IReadOnlyList<WrittenSpec> Specs()
    {
        var severalEnvironments = tokens.Select(token => token.Environment).Distinct(StringComparer.Ordinal).Count() > 1;
        var specs = new List<WrittenSpec>();
        var groups = tokens
            .GroupBy(token => (token.Environment, Name: NameStamp.Read(token.Name).BaseName))
            .OrderBy(group => group.Key.Environment, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Name, StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var token = OneOf(group.Key.Name, [.. group]);
            if (RefusalOf(token, group.Key.Name) is { } reason)
            {
                _refusals.Add((token, reason));
            }
            else
            {
                specs.Add(new WrittenSpec(SpecOf(token, group.Key.Name), severalEnvironments ? token.Environment : null));
            }
        }

        return specs;
    }

    // A token and what replaces it are one; of others of one name, the file can hold one as well.
    private DtToken OneOf(string name, List<DtToken> bearers)
    {
        var unstamped = bearers.Where(token => StandsForItself(token, bearers)).ToList();
        var newest = (unstamped.Count > 0 ? unstamped : bearers)
            .OrderByDescending(token => token.Enabled)
            .ThenByDescending(token => token.CreationDate)
            .ThenBy(token => token.Id, StringComparer.Ordinal)
            .First();
        if (unstamped.Count > 1)
        {
            _warnings.Add(ExportMessages.NewestOfName(name, unstamped.Count, newest.Id));
        }

        return newest;
    }

    // The mark of a platform token stays when its rotation is through: what another one replaces does not count, and what is not
    // extended yet.
    private static bool StandsForItself(DtToken token, List<DtToken> bearers) => token.Kind == DtTokenKind.Classic
        ? NameStamp.Read(token.Name).Stamp is null
        : !TenantSnapshot.IsLeased(token)
            && !bearers.Exists(other => !TenantSnapshot.IsLeased(other) && other.Owner == token.Owner
                && LineageMark.Read(other.Name)?.OldId == token.Id);

    private static string? RefusalOf(DtToken token, string name) =>
        ServerText.HoldsToken(name) ? ExportMessages.NameHoldsSecret
        : string.IsNullOrWhiteSpace(name) ? ExportMessages.NameIsEmpty
        : name.Length > TokenKinds.LongestName(token.Kind) ? SpecMessages.NameIsTooLong(TokenKinds.LongestName(token.Kind))
        : token.Scopes.Count == DroppedFrom(token).Count ? ExportMessages.NoScopeToGrant
        : token.Kind == DtTokenKind.Platform && TenantSnapshot.IsLeased(token) ? ExportMessages.NotExtended
        : token.Kind == DtTokenKind.Platform && token.Resource.Count == 0 ? ExportMessages.NoResource
        : token is { ExpirationDate: not null, CreationDate: null } ? ExportMessages.LifetimeIsUnknown
        : null;

    private static List<string> DroppedFrom(DtToken token) =>
        token.Kind == DtTokenKind.Platform ? [] : token.Scopes.Intersect(ApiScopes.NotGrantable).ToList();

    private TokenSpec SpecOf(DtToken token, string name)
    {
        var dropped = DroppedFrom(token);
        if (dropped.Count > 0)
        {
            _warnings.Add(CmdletMessages.ScopesDropped(token, dropped));
        }

        return new TokenSpec
        {
            Name = name,
            Scopes = token.Scopes.Except(dropped).OrderBy(scope => scope, StringComparer.Ordinal).ToList(),
            Lifetime = SuccessorPlan.LifetimeOf(token),
            PersonalAccessToken = token.PersonalAccessToken,
            Resource = token.Kind == DtTokenKind.Platform ? token.Resource : [],
            User = token.Kind == DtTokenKind.Platform ? token.Owner : null,
        };
    }
}
