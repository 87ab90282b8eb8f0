using TokenRotation.Reports.Findings;
using TokenRotation.Reports.Inventories;

namespace TokenRotation.Reports.Html;

/// <summary>All that a report shows.</summary>
internal sealed class Report
{
    /// <summary>So many rows a browser sorts at once; what is more stands in the CSV.</summary>
    public const int MaximumRows = 20_000;

    public Report(Inventory inventory, FindingOptions options, InventoryChanges? changes)
    {
        Inventory = inventory;
        Options = options;
        Changes = changes;
        Findings = FindingRules.Of(inventory, options);
        FindingsOf = Findings.ToLookup(finding => (finding.Environment, finding.Id));
        Times = inventory.Environments
            .ToDictionary(environment => environment.Url, environment => environment.Time, StringComparer.Ordinal);
        Rows = [.. inventory.Tokens
            .OrderByDescending(token => FindingsOf[Inventory.Key(token)]
                .Select(finding => (int)finding.Severity).DefaultIfEmpty(-1).Max())
            .ThenByDescending(token => FindingsOf[Inventory.Key(token)].Count())
            .ThenBy(token => token.Token.ExpirationDate ?? DateTimeOffset.MaxValue)
            .Take(MaximumRows)];
    }

    public Inventory Inventory { get; }

    public FindingOptions Options { get; }

    /// <summary>What is different from the baseline; null without one.</summary>
    public InventoryChanges? Changes { get; }

    public IReadOnlyList<DtTokenFinding> Findings { get; }

    public ILookup<(string Environment, string Id), DtTokenFinding> FindingsOf { get; }

    /// <summary>What time it was in each environment.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Times { get; }

    /// <summary>The tokens that the table holds, those with the worst findings first.</summary>
    public IReadOnlyList<InventoryToken> Rows { get; }

    /// <summary>What became of a token since the baseline; always the same without one.</summary>
    public TokenChange ChangeOf(InventoryToken token) => Changes?.Of(token) ?? TokenChange.Same;

    /// <summary>A token's state in a word.</summary>
    public string StateOf(InventoryToken item) => item.Rotation.Stage switch
    {
        RotationStage.NeedsAttention => "Needs attention",
        RotationStage.Pending => "Pending",
        RotationStage.Superseded => "Superseded",
        _ when !item.Token.Enabled => "Revoked",
        _ when item.Token.ExpirationDate <= Times[item.Token.Environment] => "Expired",
        _ => "Enabled",
    };

    /// <summary>An environment's address without what all of them have.</summary>
    public static string NameOf(string environment)
    {
        var start = environment.IndexOf("://", StringComparison.Ordinal);
        return start < 0 ? environment : environment.Substring(start + 3);
    }
}
