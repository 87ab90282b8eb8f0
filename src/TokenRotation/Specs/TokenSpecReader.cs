using System.Globalization;
using System.Text.Json;
using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Specs;

/// <summary>Reads what a token is to be out of an object in a spec file: the create payload of either generation.</summary>
internal sealed class TokenSpecReader(SpecFaults faults, DateTimeOffset now)
{
    private static readonly string[] DurationProperties = ["value", "unit"];
    private static readonly Dictionary<string, TimeSpan> Units = new(StringComparer.Ordinal)
    {
        ["DAYS"] = TimeSpan.FromDays(1),
        ["HOURS"] = TimeSpan.FromHours(1),
        ["MINUTES"] = TimeSpan.FromMinutes(1),
        ["SECONDS"] = TimeSpan.FromSeconds(1),
        ["MILLIS"] = TimeSpan.FromMilliseconds(1),
    };

    /// <summary>The properties that a token may have.</summary>
    public static IReadOnlyList<string> Properties { get; } =
        ["name", "scopes", "expiresIn", "expirationDate", "personalAccessToken"];

    /// <summary>The properties that a platform token may have as well; with the first it is one.</summary>
    public static IReadOnlyList<string> PlatformProperties { get; } = ["resource", "user"];

    /// <summary>The token; what is missing or wrong is a fault, and stands as empty here.</summary>
    public TokenSpec Read(SpecObject token)
    {
        if (token["expiresIn"] is { } expiresIn && token["expirationDate"] is { } expirationDate)
        {
            token.Fault(expiresIn.Offset > expirationDate.Offset ? "expiresIn" : "expirationDate", SpecMessages.TwoExpiries);
        }

        var (lifetime, expires) = ExpirationDate(token);
        return new TokenSpec
        {
            Name = Name(token) ?? string.Empty,
            Scopes = Scopes(token),
            Resource = [.. (token.Texts("resource", SpecMessages.Resource) ?? []).Select(urn => urn.Text)],
            User = token["user"] is null ? null : token.Text("user"),
            Lifetime = lifetime ?? ExpiresIn(token),
            ExpirationDate = expires,
            PersonalAccessToken = token.Flag("personalAccessToken"),
        };
    }

    private static string? Name(SpecObject token)
    {
        if (token["name"] is null)
        {
            token.Fault("name", SpecMessages.PropertyIsMissing);
            return null;
        }

        var name = token.Text("name");
        var longest = TokenKinds.LongestName(token["resource"] is null ? DtTokenKind.Classic : DtTokenKind.Platform);
        if (name?.Length > longest)
        {
            token.Fault("name", SpecMessages.NameIsTooLong(longest));
        }
        else if (name is not null && ServerText.HoldsToken(name))
        {
            token.Fault("name", SpecMessages.NameIsASecret);
            return null;
        }
        else if (name is not null && NameStamp.Read(name).Stamp is not null)
        {
            token.Fault("name", SpecMessages.NameIsStamped);
        }

        return name;
    }

    private List<string> Scopes(SpecObject token)
    {
        if (token["scopes"] is null)
        {
            token.Fault("scopes", SpecMessages.PropertyIsMissing);
        }

        var scopes = token.Texts("scopes", SpecMessages.Scopes) ?? [];
        foreach (var scope in scopes)
        {
            if (token["resource"] is null)
            {
                CheckScope(scope, token.PathOf("scopes"));
            }
            else
            {
                CheckPlatformScope(scope, token.PathOf("scopes"));
            }
        }

        return [.. scopes.Select(scope => scope.Text)];
    }

    // The server's set of scopes is open: what this module does not know may be newer than it, and the server decides. A label
    // of the web page, or a name in another case, is a slip in any case.
    private void CheckScope(SpecNode scope, string path)
    {
        if (ApiScopes.IsGrantable(scope.Text))
        {
            return;
        }

        if (ApiScopes.NotGrantable.Contains(scope.Text))
        {
            faults.Add(scope.Offset, path, SpecMessages.ScopeIsNotGrantable(scope.Text));
        }
        else if (ApiScopes.ByLabel(scope.Text) is { } named)
        {
            faults.Add(scope.Offset, path, SpecMessages.ScopeIsUnknown(scope.Text, named));
        }
        else
        {
            faults.Warn(scope.Offset, path, SpecMessages.ScopeMayBeNew(scope.Text, ApiScopes.Nearest(scope.Text)));
        }
    }

    private void CheckPlatformScope(SpecNode scope, string path)
    {
        if (PlatformScopes.IsKnown(scope.Text))
        {
            return;
        }

        if (PlatformScopes.ByName(scope.Text) is { } named)
        {
            faults.Add(scope.Offset, path, SpecMessages.ScopeIsUnknown(scope.Text, named));
        }
        else
        {
            faults.Warn(scope.Offset, path, SpecMessages.ScopeMayBeNew(scope.Text, PlatformScopes.Nearest(scope.Text)));
        }
    }

    private TimeSpan? ExpiresIn(SpecObject token)
    {
        if (token.Object("expiresIn", DurationProperties, SpecMessages.ValueAndUnit) is not { } duration)
        {
            return null;
        }

        if (duration["value"] is not { } value)
        {
            duration.Fault("value", SpecMessages.PropertyIsMissing);
            return null;
        }

        if (value.AsWholeNumber is not ({ } count and > 0))
        {
            duration.Fault("value", SpecMessages.Wants(SpecMessages.APositiveNumber));
            return null;
        }

        if (Unit(duration) is not { } unit)
        {
            return null;
        }

        if (count > (DateTimeOffset.MaxValue - now).Ticks / unit.Ticks)
        {
            duration.Fault("value", SpecMessages.ExpiryIsTooFar);
            return null;
        }

        return TimeSpan.FromTicks(count * unit.Ticks);
    }

    /// <summary>The length of a unit; without one it is milliseconds.</summary>
    /// <remarks>Source: Dynatrace documentation, "Tokens API v1 - POST new token".</remarks>
    /// <exception cref="FormatException">There is no such unit.</exception>
    public static TimeSpan UnitOf(string? unit) =>
        Units.TryGetValue(unit ?? "MILLIS", out var length)
            ? length
            : throw new FormatException(SpecMessages.WantsOneOf(Units.Keys));

    private static TimeSpan? Unit(SpecObject duration)
    {
        if (duration["unit"] is null)
        {
            return UnitOf(null);
        }

        if (duration.Text("unit") is { } unit)
        {
            if (Units.TryGetValue(unit, out var length))
            {
                return length;
            }

            duration.Fault("unit", SpecMessages.WantsOneOf(Units.Keys));
        }

        return null;
    }

    // What is relative stays relative: the server's clock decides.
    private (TimeSpan? Lifetime, DateTimeOffset? Date) ExpirationDate(SpecObject token)
    {
        const string Property = "expirationDate";
        if (token[Property] is not { } node)
        {
            return default;
        }

        var text = node.AsWholeNumber?.ToString(CultureInfo.InvariantCulture) ?? node.AsText;
        if (text is null || Timeframe.Read(text, now) is not { } moment)
        {
            token.Fault(
                Property,
                SpecMessages.Wants(node.Kind == JsonTokenType.String ? SpecMessages.AMoment : SpecMessages.AMomentInQuotes));
            return default;
        }

        if (moment.Date <= now)
        {
            token.Fault(Property, SpecMessages.ExpiryIsPast);
            return default;
        }

        return (moment.FromNow, moment.FromNow is null ? moment.Date : null);
    }
}
