using TokenRotation.Api;

namespace TokenRotation.Specs;

/// <summary>
/// A token's parameters as they are kept in version control: JSON in the shape of the create payload of either generation, with
/// <c>resource</c> and <c>user</c> for a platform token.
/// Comments and trailing commas are allowed, and so is <c>$schema</c>. Everything else is refused as a likely slip, with the
/// place of it.
/// </summary>
/// <param name="Spec">What the token is to be.</param>
/// <param name="Warnings">What may be wrong: scopes that this module does not know, and that resemble none that it knows.</param>
internal sealed record TokenSpecFile(TokenSpec Spec, IReadOnlyList<string> Warnings)
{
    private static readonly string[] Properties =
        [.. TokenSpecReader.Properties, .. TokenSpecReader.PlatformProperties, "$schema"];

    /// <summary>Reads a spec.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="now">The server's time: expiry is relative to it.</param>
    /// <exception cref="TokenSpecFileException">The text is no usable spec.</exception>
    public static TokenSpecFile Read(SpecText text, DateTimeOffset now)
    {
        var faults = new SpecFaults(text);
        var root = SpecObject.Read(SpecParser.Parse(text), null, Properties, faults, SpecMessages.ATokenSpec);
        var spec = root is null ? null : new TokenSpecReader(faults, now).Read(root);
        root?.Text("$schema");
        faults.ThrowIfAny();
        return new TokenSpecFile(spec!, faults.Warnings);
    }
}
