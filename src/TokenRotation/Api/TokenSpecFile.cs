using System.Globalization;
using System.Text;
using System.Text.Json;
using TokenRotation.Messages;

namespace TokenRotation.Api;

/// <summary>
/// A token's parameters as they are kept in version control: JSON in the shape of the create payload of either generation.
/// Comments and trailing commas are allowed. Everything else is refused as a likely slip, with the place of it.
/// </summary>
/// <param name="Spec">What the token is to be.</param>
/// <param name="Warnings">What may be wrong: scopes that this module does not know, and that resemble none that it knows.</param>
internal sealed record TokenSpecFile(TokenSpec Spec, IReadOnlyList<string> Warnings)
{
    /// <summary>Reads a spec.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">What to call the file in messages.</param>
    /// <param name="now">The server's time: expiry is relative to it.</param>
    /// <exception cref="TokenSpecFileException">The text is no usable spec.</exception>
    public static TokenSpecFile Read(string text, string file, DateTimeOffset now)
    {
        var bytes = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
        var content = new Content(bytes, file, now);
        try
        {
            return content.Read();
        }
        catch (JsonException exception)
        {
            var line = (int)(exception.LineNumber ?? 0) + 1;
            throw new TokenSpecFileException(ApiMessages.SpecIsNoJson(file, line), file, line, null);
        }
    }

    private sealed class Content(byte[] bytes, string file, DateTimeOffset now)
    {
        private const int MaximumNameLength = 100;

        private static readonly string[] Properties = ["name", "scopes", "expiresIn", "expirationDate", "personalAccessToken"];
        private static readonly string[] DurationProperties = ["value", "unit"];
        private static readonly Dictionary<string, TimeSpan> Units = new(StringComparer.Ordinal)
        {
            ["DAYS"] = TimeSpan.FromDays(1),
            ["HOURS"] = TimeSpan.FromHours(1),
            ["MINUTES"] = TimeSpan.FromMinutes(1),
            ["SECONDS"] = TimeSpan.FromSeconds(1),
            ["MILLIS"] = TimeSpan.FromMilliseconds(1),
        };

        private readonly List<string> _warnings = [];
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
        private string? _name;
        private List<string>? _scopes;
        private TimeSpan? _lifetime;
        private DateTimeOffset? _expirationDate;
        private bool _personalAccessToken;

        public TokenSpecFile Read()
        {
            var reader = new Utf8JsonReader(
                bytes, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Fault(ref reader, null, ApiMessages.SpecIsNoObject);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadProperty(ref reader);
            }

            var end = reader;
            while (reader.Read())
            {
                // Reading on finds text after the object.
            }

            return new TokenSpecFile(
                new TokenSpec
                {
                    Name = _name ?? throw Fault(ref end, "name", ApiMessages.SpecPropertyIsMissing),
                    Scopes = _scopes ?? throw Fault(ref end, "scopes", ApiMessages.SpecPropertyIsMissing),
                    Lifetime = _lifetime,
                    ExpirationDate = _expirationDate,
                    PersonalAccessToken = _personalAccessToken,
                },
                _warnings);
        }

        private void ReadProperty(ref Utf8JsonReader reader)
        {
            var property = KnownProperty(ref reader, string.Empty, Properties);
            if (_seen.Contains(property == "expiresIn" ? "expirationDate" : property == "expirationDate" ? "expiresIn" : string.Empty))
            {
                throw Fault(ref reader, property, ApiMessages.SpecHasTwoExpiries);
            }

            reader.Read();
            switch (property)
            {
                case "name":
                    _name = ReadName(ref reader);
                    break;
                case "scopes":
                    _scopes = ReadScopes(ref reader);
                    break;
                case "expiresIn":
                    _lifetime = ReadDuration(ref reader);
                    break;
                case "expirationDate":
                    ReadExpirationDate(ref reader);
                    break;
                default:
                    _personalAccessToken = ReadBoolean(ref reader, property);
                    break;
            }
        }

        private string ReadName(ref Utf8JsonReader reader)
        {
            var name = ReadText(ref reader, "name");
            if (string.IsNullOrWhiteSpace(name))
            {
                throw Fault(ref reader, "name", ApiMessages.SpecNameIsEmpty);
            }

            return name.Length <= MaximumNameLength ? name : throw Fault(ref reader, "name", ApiMessages.SpecNameIsTooLong(MaximumNameLength));
        }

        private List<string> ReadScopes(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw Fault(ref reader, "scopes", ApiMessages.SpecWants("an array of scope names"));
            }

            var scopes = new List<string>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var scope = ReadText(ref reader, "scopes");
                CheckScope(ref reader, scope);
                if (scopes.Contains(scope))
                {
                    throw Fault(ref reader, "scopes", ApiMessages.SpecScopeIsRepeated(scope));
                }

                scopes.Add(scope);
            }

            return scopes.Count > 0 ? scopes : throw Fault(ref reader, "scopes", ApiMessages.SpecScopesAreEmpty);
        }

        // The server's set of scopes is open. What resembles a known scope is a slip; what resembles none may be newer than
        // this module, and the server decides.
        private void CheckScope(ref Utf8JsonReader reader, string scope)
        {
            if (ApiScopes.IsGrantable(scope))
            {
                return;
            }

            if (ApiScopes.NotGrantable.Contains(scope))
            {
                throw Fault(ref reader, "scopes", ApiMessages.SpecScopeIsNotGrantable(scope));
            }

            if (ApiScopes.Nearest(scope) is { } nearest)
            {
                throw Fault(ref reader, "scopes", ApiMessages.SpecScopeIsUnknown(scope, nearest));
            }

            _warnings.Add(ApiMessages.SpecScopeMayBeNew(file, LineOf(ref reader), scope));
        }

        private TimeSpan ReadDuration(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Fault(ref reader, "expiresIn", ApiMessages.SpecWants("an object with value and unit"));
            }

            long? value = null;
            var unit = Units["MILLIS"];
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var property = KnownProperty(ref reader, "expiresIn.", DurationProperties);
                reader.Read();
                if (property == "value")
                {
                    value = ReadPositiveNumber(ref reader, "expiresIn.value");
                }
                else
                {
                    unit = ReadUnit(ref reader);
                }
            }

            var count = value ?? throw Fault(ref reader, "expiresIn.value", ApiMessages.SpecPropertyIsMissing);
            return count <= (DateTimeOffset.MaxValue - now).Ticks / unit.Ticks
                ? TimeSpan.FromTicks(count * unit.Ticks)
                : throw Fault(ref reader, "expiresIn.value", ApiMessages.SpecExpiryIsTooFar);
        }

        private TimeSpan ReadUnit(ref Utf8JsonReader reader)
        {
            var unit = ReadText(ref reader, "expiresIn.unit");
            return Units.TryGetValue(unit, out var length)
                ? length
                : throw Fault(ref reader, "expiresIn.unit", ApiMessages.SpecWants("one of " + string.Join(", ", Units.Keys)));
        }

        private void ReadExpirationDate(ref Utf8JsonReader reader)
        {
            const string Property = "expirationDate";
            var text = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var milliseconds)
                ? milliseconds.ToString(CultureInfo.InvariantCulture)
                : ReadText(ref reader, Property);
            if (Timeframe.Read(text, now) is not { } moment)
            {
                throw Fault(ref reader, Property, ApiMessages.SpecWants("now+30d (units m h d w M y) or a date such as 2030-01-31T00:00:00Z"));
            }

            if (moment.Date <= now)
            {
                throw Fault(ref reader, Property, ApiMessages.SpecExpiryIsPast);
            }

            // What is relative stays relative: the server's clock decides.
            _lifetime = moment.FromNow;
            _expirationDate = moment.FromNow is null ? moment.Date : null;
        }

        private long ReadPositiveNumber(ref Utf8JsonReader reader, string property) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number > 0
                ? number
                : throw Fault(ref reader, property, ApiMessages.SpecWants("a whole number above 0"));

        private bool ReadBoolean(ref Utf8JsonReader reader, string property) =>
            reader.TokenType is JsonTokenType.True or JsonTokenType.False
                ? reader.GetBoolean()
                : throw Fault(ref reader, property, ApiMessages.SpecWants("true or false"));

        private string ReadText(ref Utf8JsonReader reader, string property) =>
            reader.TokenType == JsonTokenType.String
                ? reader.GetString()!
                : throw Fault(ref reader, property, ApiMessages.SpecWants("a text in quotes"));

        private string KnownProperty(ref Utf8JsonReader reader, string parent, string[] known)
        {
            var property = reader.GetString()!;
            if (!known.Contains(property))
            {
                var shown = ServerText.Clean(property) ?? string.Empty;
                throw Fault(ref reader, parent + shown, ApiMessages.SpecPropertyIsUnknown(NearestName.Find(property, known), known));
            }

            return _seen.Add(parent + property) ? property : throw Fault(ref reader, parent + property, ApiMessages.SpecPropertyIsRepeated);
        }

        private TokenSpecFileException Fault(ref Utf8JsonReader reader, string? property, string fault)
        {
            var line = LineOf(ref reader);
            return new TokenSpecFileException(ApiMessages.SpecFault(file, line, property, fault), file, line, property);
        }

        private int LineOf(ref Utf8JsonReader reader) =>
            bytes.Take((int)reader.TokenStartIndex).Count(character => character == (byte)'\n') + 1;
    }
}
