using System.Text.Encodings.Web;
using System.Text.Json;

namespace TokenRotation.Specs;

/// <summary>
/// Writes what <see cref="TokenSpecFile"/> and <see cref="RotationSpecFile"/> read: one token by itself, several under
/// <c>tokens</c>. No secret is at hand here.
/// </summary>
internal static class SpecFileWriter
{
    // A file for people: letters of any language stay as they are.
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // A server counts from its own now: what differs from whole days by less is whole days.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private static readonly (string Name, TimeSpan Length)[] Units =
    [
        ("DAYS", TimeSpan.FromDays(1)),
        ("HOURS", TimeSpan.FromHours(1)),
        ("MINUTES", TimeSpan.FromMinutes(1)),
        ("SECONDS", TimeSpan.FromSeconds(1)),
    ];

    /// <summary>Writes tokens, at least one.</summary>
    public static void Write(Stream stream, IReadOnlyList<WrittenSpec> tokens)
    {
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            if (tokens.Count == 1)
            {
                Write(writer, tokens[0]);
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteStartArray("tokens");
                foreach (var token in tokens)
                {
                    Write(writer, token);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        }

        stream.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter writer, WrittenSpec token)
    {
        writer.WriteStartObject();
        writer.WriteString("name", token.Spec.Name);
        Write(writer, "scopes", token.Spec.Scopes);
        if (token.Spec.Resource.Count > 0)
        {
            Write(writer, "resource", token.Spec.Resource);
        }

        if (token.Spec.User is { } user)
        {
            writer.WriteString("user", user);
        }

        if (token.Spec.Lifetime is { } lifetime)
        {
            var (value, unit) = InUnits(lifetime);
            writer.WriteStartObject("expiresIn");
            writer.WriteNumber("value", value);
            writer.WriteString("unit", unit);
            writer.WriteEndObject();
        }

        if (token.Spec.PersonalAccessToken)
        {
            writer.WriteBoolean("personalAccessToken", true);
        }

        if (token.Environment is { } environment)
        {
            writer.WriteString("environment", environment);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string property, IEnumerable<string> texts)
    {
        writer.WriteStartArray(property);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static (long Value, string Unit) InUnits(TimeSpan lifetime)
    {
        var days = TimeSpan.FromDays(Math.Round(lifetime.TotalDays));
        var seconds = Math.Max(1, (long)Math.Round(lifetime.TotalSeconds));
        var written = days > TimeSpan.Zero && (lifetime - days).Duration() < Slack ? days : TimeSpan.FromSeconds(seconds);
        var (name, length) = Units.First(unit => written.Ticks % unit.Length.Ticks == 0);
        return (written.Ticks / length.Ticks, name);
    }
}
