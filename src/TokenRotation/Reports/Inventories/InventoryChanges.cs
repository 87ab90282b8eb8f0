using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Reports.Inventories;

/// <summary>What has changed between two inventories. Both should be made from the same selection of tokens.</summary>
internal sealed class InventoryChanges
{
    private readonly Dictionary<(string Environment, string Id), InventoryToken> _before;
    private readonly Dictionary<(string Environment, string Id), string> _replaced = [];

    /// <summary>Compares an inventory with an earlier one.</summary>
    public InventoryChanges(Inventory before, Inventory now)
    {
        Since = before.Written;
        _before = before.Tokens.GroupBy(Inventory.Key).ToDictionary(same => same.Key, same => same.First());
        var ids = new HashSet<(string, string)>(now.Tokens.Select(Inventory.Key));
        var environments = new HashSet<string>(now.Environments.Select(environment => environment.Url), StringComparer.Ordinal);
        Gone =
        [
            .. before.Tokens.Where(
                token => environments.Contains(token.Token.Environment) && !ids.Contains(Inventory.Key(token))),
        ];
        FindReplacements(now);
    }

    /// <summary>When the earlier inventory was written.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>The tokens that were there and are not, in environments that both know.</summary>
    public IReadOnlyList<InventoryToken> Gone { get; }

    /// <summary>What became of a token.</summary>
    public TokenChange Of(InventoryToken token)
    {
        var key = Inventory.Key(token);
        if (_before.TryGetValue(key, out var before))
        {
            var differences = Differences(before.Token, token.Token).ToList();
            return differences.Count == 0
                ? TokenChange.Same
                : new TokenChange(ChangeKind.Changed, string.Join(", ", differences));
        }

        return _replaced.TryGetValue(key, out var old)
            ? new TokenChange(ChangeKind.Rotated, old)
            : new TokenChange(ChangeKind.New);
    }

    // While the old token exists, a stamp names the new one; afterwards name, owner and scopes tell.
    private void FindReplacements(Inventory now)
    {
        foreach (var old in now.Tokens.Concat(Gone))
        {
            if (RotationStandings.PartnerOf(old.Token) is { } successor)
            {
                _replaced[(old.Token.Environment, successor)] = old.Token.Id;
            }
        }

        var gone = Gone.GroupBy(Likeness).ToDictionary(same => same.Key, same => same.First().Token.Id);
        foreach (var token in now.Tokens
            .Where(token => !_before.ContainsKey(Inventory.Key(token)) && !_replaced.ContainsKey(Inventory.Key(token))))
        {
            if (gone.TryGetValue(Likeness(token), out var old))
            {
                _replaced[Inventory.Key(token)] = old;
            }
        }
    }

    private static (string Environment, string Name, string? Owner, string Scopes) Likeness(InventoryToken token) =>
        (token.Token.Environment, NameStamp.Read(token.Token.Name).BaseName, token.Token.Owner, Scopes(token.Token));

    private static IEnumerable<string> Differences(DtToken before, DtToken now)
    {
        if (before.Name != now.Name)
        {
            yield return "name";
        }

        if (before.Enabled != now.Enabled)
        {
            yield return now.Enabled ? "enabled" : "revoked";
        }

        if (Scopes(before) != Scopes(now))
        {
            yield return "scopes";
        }

        if (before.Owner != now.Owner)
        {
            yield return "owner";
        }

        if (before.ExpirationDate != now.ExpirationDate)
        {
            yield return "expiry";
        }
    }

    private static string Scopes(DtToken token) => string.Join(" ", token.Scopes.OrderBy(scope => scope, StringComparer.Ordinal));
}
