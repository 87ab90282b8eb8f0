using System.Text;
using System.Text.Json;
using TokenRotation.Reports.Findings;
using TokenRotation.Reports.Inventories;
using TokenRotation.Secrets;

namespace TokenRotation.Reports.Html;

/// <summary>
/// The table's data as the script reads it: short, what repeats is written once. The JSON writer's default encoder escapes
/// everything that could end the script element or become markup.
/// </summary>
internal sealed class TableData
{
    private readonly Report _report;
    private readonly Dictionary<string, int> _environments;
    private readonly Numbered<string> _owners = new(StringComparer.Ordinal);
    private readonly Numbered<string> _states = new(StringComparer.Ordinal);
    private readonly Numbered<string> _scopeSets = new(StringComparer.Ordinal);
    private readonly List<IReadOnlyList<string>> _scopes = [];

    private TableData(Report report)
    {
        _report = report;
        _environments = report.Inventory.Environments.Select((environment, index) => (environment.Url, index))
            .ToDictionary(pair => pair.Url, pair => pair.index, StringComparer.Ordinal);
    }

    /// <summary>The JSON, without a character that HTML takes for more than text.</summary>
    public static string Of(Report report)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            new TableData(report).Write(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("kinds");
        foreach (var kind in Kinds)
        {
            WriteKind(json, kind, FindingTexts.Of(kind));
        }

        json.WriteEndArray();
        WriteTexts(json, "environments", _report.Inventory.Environments.Select(environment => environment.Url));
        json.WriteStartArray("places");
        foreach (var place in _report.Inventory.Environments.Select(environment => ReportPlace.Of(environment.Url)))
        {
            WriteTexts(json, null, [place.Id, place.Host]);
        }

        json.WriteEndArray();
        json.WriteStartArray("times");
        foreach (var environment in _report.Inventory.Environments)
        {
            json.WriteNumberValue(environment.Time.ToUnixTimeSeconds());
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (var row in _report.Rows)
        {
            WriteRow(json, row);
        }

        json.WriteEndArray();
        WriteTexts(json, "owners", _owners.Values);
        WriteTexts(json, "states", _states.Values);
        json.WriteStartArray("scopes");
        foreach (var scopes in _scopes)
        {
            WriteTexts(json, null, scopes);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<TokenFindingKind> Kinds => Enum.GetValues(typeof(TokenFindingKind)).Cast<TokenFindingKind>();

    private static void WriteKind(Utf8JsonWriter json, TokenFindingKind kind, FindingText text)
    {
        json.WriteStartObject();
        json.WriteString("name", kind.ToString());
        json.WriteString("title", text.Title);
        json.WriteString("severity", text.Severity.ToString());
        json.WriteString("advice", text.Advice);
        json.WriteString("command", text.Command);
        if (text.Help is { } help)
        {
            json.WriteString("occasion", FindingTexts.OccasionOf(help));
            json.WriteString("help", "Get-Help " + help);
        }

        json.WriteEndObject();
    }

    // [environment, id, name, owner, state, created, expires, last used, scopes, findings, change, more]
    private void WriteRow(Utf8JsonWriter json, InventoryToken item)
    {
        var token = item.Token;
        var change = _report.ChangeOf(item);
        json.WriteStartArray();
        json.WriteNumberValue(_environments[token.Environment]);
        json.WriteStringValue(ServerText.Shown(token.Id));
        json.WriteStringValue(ServerText.Shown(token.Name));
        json.WriteNumberValue(_owners.Of(HtmlWriter.Shown(token.Owner)));
        json.WriteNumberValue(_states.Of(_report.StateOf(item)));
        WriteTime(json, token.CreationDate);
        WriteTime(json, token.ExpirationDate);
        WriteTime(json, token.LastUsedDate);
        json.WriteNumberValue(ScopesOf(token));
        json.WriteStartArray();
        foreach (var finding in _report.FindingsOf[Inventory.Key(item)])
        {
            json.WriteNumberValue((int)finding.Kind);
        }

        json.WriteEndArray();
        json.WriteNumberValue((int)change.Kind);
        WriteMore(json, item, change);
        json.WriteEndArray();
    }

    // What only the detail of a row shows.
    private static void WriteMore(Utf8JsonWriter json, InventoryToken item, TokenChange change)
    {
        var token = item.Token;
        json.WriteStartObject();
        WriteIfKnown(json, "address", token.LastUsedIpAddress);
        WriteIfKnown(json, "reason", item.Rotation.Reason);
        WriteIfKnown(json, "partner", item.Rotation.PartnerId);
        WriteIfKnown(json, "change", change.Details);
        if (token.ModifiedDate is { } modified)
        {
            json.WriteNumber("modified", modified.ToUnixTimeSeconds());
        }

        if (token.PersonalAccessToken)
        {
            json.WriteBoolean("personal", true);
        }

        json.WriteEndObject();
    }

    private int ScopesOf(DtToken token)
    {
        var number = _scopeSets.Of(string.Join(" ", token.Scopes));
        if (number == _scopes.Count)
        {
            _scopes.Add([.. token.Scopes.Select(scope => ServerText.Shown(scope))]);
        }

        return number;
    }

    private static void WriteTexts(Utf8JsonWriter json, string? name, IEnumerable<string> texts)
    {
        if (name is null)
        {
            json.WriteStartArray();
        }
        else
        {
            json.WriteStartArray(name);
        }

        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, DateTimeOffset? time) =>
        json.WriteNumberValue(time?.ToUnixTimeSeconds() ?? 0);

    private static void WriteIfKnown(Utf8JsonWriter json, string name, string? value)
    {
        if (ServerText.Clean(value) is { } shown)
        {
            json.WriteString(name, shown);
        }
    }

    // Values in the order in which they came, each once, by number.
    private sealed class Numbered<T>(IEqualityComparer<T> comparer)
        where T : notnull
    {
        private readonly Dictionary<T, int> _numbers = new(comparer);

        public IEnumerable<T> Values => _numbers.OrderBy(pair => pair.Value).Select(pair => pair.Key);

        public int Of(T value)
        {
            if (!_numbers.TryGetValue(value, out var number))
            {
                _numbers.Add(value, number = _numbers.Count);
            }

            return number;
        }
    }
}
