namespace TokenRotation.Reports.Inventories;

/// <summary>An environment of an inventory.</summary>
/// <param name="Url">Its base URL.</param>
/// <param name="Time">What time it was there when the tokens were read (UTC).</param>
/// <param name="IsServerTime">False where nobody was connected to ask, and the clock is that of the computer.</param>
internal sealed record InventoryEnvironment(string Url, DateTimeOffset Time, bool IsServerTime);

/// <summary>A token of an inventory.</summary>
/// <param name="Token">Its metadata.</param>
/// <param name="Rotation">Where it stands in a rotation.</param>
internal sealed record InventoryToken(DtToken Token, RotationStanding Rotation);

/// <summary>The tokens of some environments at a time: what a report shows, and a later one is compared with.</summary>
/// <param name="Written">When it was put together (UTC).</param>
/// <param name="Environments">The environments, each once.</param>
/// <param name="Tokens">The tokens, each once.</param>
internal sealed record Inventory(
    DateTimeOffset Written, IReadOnlyList<InventoryEnvironment> Environments, IReadOnlyList<InventoryToken> Tokens)
{
    /// <summary>The inventory of a list of tokens.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="environments">Their environments, with the time there.</param>
    /// <param name="partners">What is known of the tokens that stamps name.</param>
    /// <param name="gracePeriod">How long a revoked token is kept.</param>
    /// <param name="written">The time of this computer.</param>
    public static Inventory Of(
        IEnumerable<DtToken> tokens, IReadOnlyList<InventoryEnvironment> environments, Partners partners, TimeSpan gracePeriod,
        DateTimeOffset written)
    {
        var times = environments
            .ToDictionary(environment => environment.Url, environment => environment.Time, StringComparer.Ordinal);
        var seen = new HashSet<(string, string)>();
        return new Inventory(
            written,
            environments,
            [.. tokens.Where(token => seen.Add((token.Environment, token.Id)))
                .Select(token =>
                    new InventoryToken(token, RotationStandings.Of(token, partners, times[token.Environment], gracePeriod)))]);
    }

    /// <summary>
    /// Several inventories as one. What two of them say of an environment, the later one decides, token by token.
    /// </summary>
    public static Inventory Merge(IReadOnlyList<Inventory> inventories)
    {
        var latestFirst = inventories.OrderByDescending(inventory => inventory.Written).ToList();
        return new Inventory(
            latestFirst.Count == 0 ? DateTimeOffset.UtcNow : latestFirst[0].Written,
            [
                .. latestFirst.SelectMany(inventory => inventory.Environments)
                    .GroupBy(environment => environment.Url)
                    .Select(same => same.First()),
            ],
            [.. latestFirst.SelectMany(inventory => inventory.Tokens).GroupBy(Key).Select(same => same.First())]);
    }

    /// <summary>What identifies a token: IDs are unique in an environment.</summary>
    public static (string Environment, string Id) Key(InventoryToken token) => (token.Token.Environment, token.Token.Id);
}
