using System.Globalization;
using TokenRotation.Reports.Inventories;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;
using static TokenRotation.TokenFindingKind;

namespace TokenRotation.Reports.Findings;

/// <summary>What is wrong in an inventory: a pure function of the tokens, their environments' time and the options.</summary>
internal sealed class FindingRules
{
    /// <summary>So many scopes are never too many.</summary>
    private const int UsualScopes = 10;

    /// <summary>The share of the tokens that have at most as many scopes as nearly all.</summary>
    private const double NearlyAll = 0.95;

    private readonly FindingOptions _options;
    private readonly Dictionary<string, DateTimeOffset> _times;
    private readonly int _mostScopes;

    private FindingRules(Inventory inventory, FindingOptions options)
    {
        _options = options;
        _times = inventory.Environments
            .ToDictionary(environment => environment.Url, environment => environment.Time, StringComparer.Ordinal);
        _mostScopes = MostScopes(inventory);
    }

    /// <summary>All findings, the most harmful first, of one kind the most urgent first.</summary>
    public static IReadOnlyList<DtTokenFinding> Of(Inventory inventory, FindingOptions options)
    {
        var rules = new FindingRules(inventory, options);
        return
        [
            .. inventory.Tokens.SelectMany(rules.Of)
                .OrderByDescending(finding => finding.Severity)
                .ThenBy(finding => finding.Kind)
                .ThenBy(finding => finding.Date ?? DateTimeOffset.MinValue)
                .ThenBy(finding => finding.Id, StringComparer.Ordinal),
        ];
    }

    private static int MostScopes(Inventory inventory)
    {
        var counts = inventory.Tokens.Select(token => token.Token.Scopes.Count).OrderBy(count => count).ToList();
        return counts.Count == 0 ? UsualScopes : Math.Max(UsualScopes, counts[(int)((counts.Count - 1) * NearlyAll)]);
    }

    private IEnumerable<DtTokenFinding> Of(InventoryToken item)
    {
        var now = _times[item.Token.Environment];
        if (item.Rotation is { Stage: RotationStage.NeedsAttention } standing)
        {
            yield return Found(item, RotationNeedsAttention, standing.Reason!, null);
        }

        var found = !item.Token.Enabled ? OfRevoked(item, now)
            : item.Token.ExpirationDate <= now ? [OfExpired(item, now)]
            : OfWorking(item, now);
        foreach (var finding in found)
        {
            yield return finding;
        }
    }

    private IEnumerable<DtTokenFinding> OfRevoked(InventoryToken item, DateTimeOffset now)
    {
        if (TokenRevocation.Since(item.Token) is { } since)
        {
            if (since + _options.GracePeriod <= now)
            {
                yield return Found(item, RevokedAndDue, $"Revoked {Ago(now - since)} ago ({Day(since)}).", since);
            }
        }
        else if (LastSign(item.Token) is { } sign && now - sign >= _options.UnusedFor)
        {
            var message = $"Revoked since an unknown time; last changed or used {Ago(now - sign)} ago ({Day(sign)}).";
            yield return Found(item, RevokedLongAgo, message, sign);
        }
    }

    // Something may be broken by it right now if it was in use until the end.
    private static DtTokenFinding OfExpired(InventoryToken item, DateTimeOffset now)
    {
        var end = item.Token.ExpirationDate!.Value;
        var wasInUse = item.Token.LastUsedDate > end - TimeSpan.FromDays(1);
        var until = wasInUse ? ", and was in use until then" : string.Empty;
        var finding = Found(item, Expired, $"Expired {Ago(now - end)} ago ({Day(end)}){until}.", end);
        return wasInUse ? finding with { Severity = FindingSeverity.High } : finding;
    }

    private IEnumerable<DtTokenFinding> OfWorking(InventoryToken item, DateTimeOffset now)
    {
        var token = item.Token;
        if (token.ExpirationDate is { } end && end - now <= _options.ExpiringWithin)
        {
            yield return Found(item, ExpiringSoon, $"Expires in {Ago(end - now)} ({Day(end)}).", end);
        }

        if (TokenPowers.Of(token.Scopes) == TokenPower.ManageTokens)
        {
            yield return Found(item, ManagesTokens, $"May make and change tokens: {Managing(token)}.", null);
        }

        foreach (var finding in OfUse(item, now).Concat(IsAutomatic(token) ? OfAutomatic(item) : OfKeeping(item)))
        {
            yield return finding;
        }
    }

    private IEnumerable<DtTokenFinding> OfUse(InventoryToken item, DateTimeOffset now)
    {
        var token = item.Token;
        if (token.LastUsedDate is { } used)
        {
            if (now - used >= _options.UnusedFor)
            {
                yield return Found(item, Unused, $"Last used {Ago(now - used)} ago ({Day(used)}).", used);
            }
        }
        else if (now - token.CreationDate >= TimeSpan.FromDays(1) || token.CreationDate is null)
        {
            var message = token.CreationDate is { } made
                ? $"Made {Ago(now - made)} ago ({Day(made)}), and never used."
                : "Never used.";
            yield return Found(item, NeverUsed, message, token.CreationDate);
        }
    }

    private static IEnumerable<DtTokenFinding> OfAutomatic(InventoryToken item)
    {
        if (item.Token.AdditionalMetadata.Count > 0)
        {
            var shared = string.Join(", ", item.Token.AdditionalMetadata.Keys.Select(ServerText.Shown));
            yield return Found(item, Sharing, $"Shares what its metadata names: {shared}.", null);
        }
        else
        {
            var part = ServerText.Shown(item.Token.Owner ?? item.Token.Name);
            yield return Found(item, Automatic, $"Belongs to {part}, which is a part of Dynatrace.", null);
        }
    }

    private IEnumerable<DtTokenFinding> OfKeeping(InventoryToken item)
    {
        var token = item.Token;
        if (string.IsNullOrWhiteSpace(token.Owner))
        {
            yield return Found(item, NoOwner, "The environment names no owner.", null);
        }
        else if (_options.IsKnownOwner is { } known && !known(token.Owner!))
        {
            var message = $"Belongs to {ServerText.Shown(token.Owner)}, who is not among the known owners.";
            yield return Found(item, UnknownOwner, message, null);
        }

        if (token.ExpirationDate is null)
        {
            yield return Found(item, NeverExpires, "Has no expiry.", token.CreationDate);
        }

        if (token.Scopes.Count > _mostScopes)
        {
            var message = $"Has {token.Scopes.Count} scopes; nearly all others have at most {_mostScopes}.";
            yield return Found(item, ManyScopes, message, null);
        }
    }

    private static bool IsAutomatic(DtToken token) =>
        token.AdditionalMetadata.Count > 0
        || token.Name.StartsWith("system:", StringComparison.Ordinal)
        || (token.Owner is { } owner && !owner.Contains("@")
            && (owner.EndsWith("Worker", StringComparison.Ordinal) || owner.EndsWith("Provider", StringComparison.Ordinal)));

    private static string Managing(DtToken token) =>
        string.Join(", ", token.Scopes.Where(scope => TokenPowers.Of([scope]) == TokenPower.ManageTokens));

    private static DateTimeOffset? LastSign(DtToken token) =>
        new[] { token.LastUsedDate, token.ModifiedDate, token.CreationDate }.Max();

    private static DtTokenFinding Found(InventoryToken item, TokenFindingKind kind, string message, DateTimeOffset? date)
    {
        var text = FindingTexts.Of(kind, item.Token.Kind);
        return new DtTokenFinding
        {
            Kind = kind,
            Severity = text.Severity,
            Id = item.Token.Id,
            Name = item.Token.Name,
            Environment = item.Token.Environment,
            Owner = item.Token.Owner,
            Date = date,
            Message = message,
            Advice = text.Advice,
            Command = CommandText.For(text.Command, item.Token),
            Help = text.Help,
        };
    }

    private static string Ago(TimeSpan span) => span.TotalDays >= 2
        ? FormattableString.Invariant($"{(long)span.TotalDays} days")
        : FormattableString.Invariant($"{Math.Max(0, (long)span.TotalHours)} hours");

    private static string Day(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
