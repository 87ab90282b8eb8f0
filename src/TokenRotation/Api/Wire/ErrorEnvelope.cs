using System.Text.Json;

namespace TokenRotation.Api.Wire;

/// <summary>
/// What an error body says: <c>{"error":{"code","message","constraintViolations"}}</c>, or an array of these; of an account,
/// <c>{"error":true,"message","payload"}</c>. Everything in it may be missing, and the body may be something else altogether.
/// </summary>
/// <param name="Message">The server's message, raw; null without one.</param>
/// <param name="Violations">What the server refuses in the request, raw.</param>
internal sealed record ErrorEnvelope(string? Message, IReadOnlyList<ConstraintViolation> Violations)
{
    public static readonly ErrorEnvelope Empty = new(null, []);

    public static ErrorEnvelope Read(ArraySegment<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
            {
                root = root[0];
            }

            return Property(root, "error") switch
            {
                { ValueKind: JsonValueKind.Object } error =>
                    new ErrorEnvelope(Text(error, "message"), ViolationsOf(error).ToList()),
                { ValueKind: JsonValueKind.True } => new ErrorEnvelope(Text(root, "message"), []),
                _ => Empty,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter is for texts that are no Unicode.
            return Empty;
        }
    }

    private static IEnumerable<ConstraintViolation> ViolationsOf(JsonElement error)
    {
        if (Property(error, "constraintViolations") is not { ValueKind: JsonValueKind.Array } violations)
        {
            yield break;
        }

        foreach (var violation in violations.EnumerateArray())
        {
            yield return new ConstraintViolation(Text(violation, "path"), Text(violation, "message"));
        }
    }

    private static string? Text(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
}
