using System.Text.Json;

namespace TokenRotation.Specs;

/// <summary>
/// The tokens that are to exist, as they are kept in version control: <c>{"defaults": {…}, "tokens": [ … ]}</c>, an array of
/// tokens, or one token. Comments and trailing commas are allowed. <c>docs/tokens.schema.json</c> describes the form.
/// </summary>
/// <param name="Tokens">The tokens, in the order of the file; at least one.</param>
/// <param name="Warnings">What may be wrong: scopes that this module does not know, and that resemble none that it knows.</param>
internal sealed record RotationSpecFile(IReadOnlyList<RotationSpec> Tokens, IReadOnlyList<string> Warnings)
{
    /// <summary>The properties of a file with several tokens.</summary>
    public static IReadOnlyList<string> Properties { get; } = ["$schema", "defaults", "tokens"];

    /// <summary>Reads a file.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="now">The server's time: expiry is relative to it.</param>
    /// <exception cref="TokenSpecFileException">The text is no usable spec; all faults are told at once.</exception>
    public static RotationSpecFile Read(SpecText text, DateTimeOffset now)
    {
        var faults = new SpecFaults(text);
        var reader = new RotationSpecReader(faults, now);
        var tokens = Read(SpecParser.Parse(text), reader, faults);
        faults.ThrowIfAny();
        return new RotationSpecFile(tokens, faults.Warnings);
    }

    private static List<RotationSpec> Read(SpecNode root, RotationSpecReader reader, SpecFaults faults)
    {
        if (root.Kind == JsonTokenType.StartArray)
        {
            return ReadTokens(root, null, reader, RotationSpecDefaults.Empty, faults);
        }

        if (IsOneToken(root))
        {
            return ReadAll([(root, null)], reader, RotationSpecDefaults.Empty, faults);
        }

        var file = SpecObject.Read(root, null, Properties, faults, SpecMessages.ASpecFile);
        return file is null ? [] : ReadFile(file, reader, faults);
    }

    private static bool IsOneToken(SpecNode root) =>
        root.Members.Any(member => RotationSpecReader.Properties.Contains(member.Name))
        && !root.Members.Any(member => member.Name is "tokens" or "defaults");

    private static List<RotationSpec> ReadFile(SpecObject file, RotationSpecReader reader, SpecFaults faults)
    {
        file.Text("$schema");
        var defaults = reader.ReadDefaults(file);
        if (file["tokens"] is { } tokens)
        {
            return ReadTokens(tokens, "tokens", reader, defaults, faults);
        }

        file.Fault("tokens", SpecMessages.PropertyIsMissing);
        return [];
    }

    private static List<RotationSpec> ReadTokens(
        SpecNode tokens, string? path, RotationSpecReader reader, RotationSpecDefaults defaults, SpecFaults faults)
    {
        if (tokens.Kind != JsonTokenType.StartArray || tokens.Items.Count == 0)
        {
            faults.Add(tokens.Offset, path, SpecMessages.Wants(SpecMessages.Tokens));
            return [];
        }

        return ReadAll(
            [.. tokens.Items.Select((token, index) => (token, (string?)$"{path}[{index}]"))], reader, defaults, faults);
    }

    private static List<RotationSpec> ReadAll(
        IReadOnlyList<(SpecNode Token, string? Path)> tokens, RotationSpecReader reader, RotationSpecDefaults defaults,
        SpecFaults faults)
    {
        var unique = new RotationSpecUniqueness(faults);
        var specs = new List<RotationSpec>();
        foreach (var (token, path) in tokens)
        {
            if (reader.Read(token, path, defaults) is { } spec)
            {
                unique.Check(spec, token.Offset, path);
                specs.Add(spec);
            }
        }

        return specs;
    }
}
