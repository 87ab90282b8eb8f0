using System.Text.Json;

namespace TokenRotation.Reports.Inventories;

/// <summary>Reads what <see cref="InventoryFile"/> has written.</summary>
internal static class InventoryReader
{
    /// <exception cref="FormatException">It is something else.</exception>
    public static Inventory Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(root, "format") != InventoryFile.Format)
        {
            throw new FormatException("it is not a file that Export-DtTokenReport -Json has written.");
        }

        if (root.GetProperty("version").GetInt32() != InventoryFile.Version)
        {
            throw new FormatException("it was written by another version of the module; write it again with this one.");
        }

        var environments = root.GetProperty("environments").EnumerateArray().Select(ReadEnvironment).ToList();
        var tokens = root.GetProperty("tokens").EnumerateArray().Select(ReadToken).ToList();
        var known = new HashSet<string>(environments.Select(environment => environment.Url), StringComparer.Ordinal);
        if (tokens.FirstOrDefault(token => !known.Contains(token.Token.Environment)) is { } stray)
        {
            throw new FormatException($"the token {stray.Token.Id} belongs to an environment that the file does not list.");
        }

        return new Inventory(root.GetProperty("written").GetDateTimeOffset(), environments, tokens);
    }

    private static InventoryEnvironment ReadEnvironment(JsonElement element) =>
        new(
            element.GetProperty("environment").GetString()!,
            element.GetProperty("time").GetDateTimeOffset(),
            element.GetProperty("serverTime").GetBoolean());

    private static InventoryToken ReadToken(JsonElement element) => new(
        new DtToken
        {
            Environment = element.GetProperty("environment").GetString()!,
            Id = element.GetProperty("id").GetString()!,
            Name = element.GetProperty("name").GetString()!,
            Owner = Text(element, "owner"),
            Enabled = element.GetProperty("enabled").GetBoolean(),
            CreationDate = Time(element, "creationDate"),
            ExpirationDate = Time(element, "expirationDate"),
            LastUsedDate = Time(element, "lastUsedDate"),
            LastUsedIpAddress = Text(element, "lastUsedIpAddress"),
            ModifiedDate = Time(element, "modifiedDate"),
            PersonalAccessToken = element.GetProperty("personalAccessToken").GetBoolean(),
            Scopes = [.. element.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!)],
            Resource = element.TryGetProperty("resource", out var resource)
                ? [.. resource.EnumerateArray().Select(urn => urn.GetString()!)]
                : [],
            AdditionalMetadata = element.GetProperty("additionalMetadata").EnumerateObject()
                .ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!),
        },
        element.TryGetProperty("rotation", out var rotation) ? ReadStanding(rotation) : RotationStanding.None);

    private static RotationStanding ReadStanding(JsonElement element) =>
        Enum.TryParse<RotationStage>(Text(element, "stage"), out var stage)
            ? new RotationStanding(stage, Text(element, "reason") ?? ReasonOf(stage), Text(element, "partner"))
            : throw new FormatException("it names a stage of a rotation that this version of the module does not know.");

    private static string? ReasonOf(RotationStage stage) =>
        stage == RotationStage.NeedsAttention ? "It was so when the file was written." : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetDateTimeOffset() : null;
}
