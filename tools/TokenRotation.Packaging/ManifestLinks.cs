using System.Management.Automation.Language;

namespace TokenRotation.Packaging;

/// <summary>Where a packaged manifest leads: ProjectUri and LicenseUri, written over what stands there.</summary>
internal static class ManifestLinks
{
    /// <exception cref="InvalidDataException">The manifest lacks one of the two, or an address is none.</exception>
    public static void Write(string manifest, string projectUrl, string licenseUrl)
    {
        var text = Replaced(manifest, File.ReadAllText(manifest), "ProjectUri", projectUrl);
        File.WriteAllText(manifest, Replaced(manifest, text, "LicenseUri", licenseUrl));
    }

    private static string Replaced(string path, string text, string key, string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            throw new InvalidDataException($"'{url}' is no address: {key} takes one that begins with https://.");
        }

        var value = Parser.ParseInput(text, out _, out _)
            .FindAll(node => node is HashtableAst, searchNestedScriptBlocks: false)
            .SelectMany(table => ((HashtableAst)table).KeyValuePairs)
            .Where(pair => pair.Item1.Extent.Text == key)
            .Select(pair => pair.Item2.Extent)
            .SingleOrDefault() ?? throw new InvalidDataException($"{path} has no {key}.");
        return string.Concat(
            text.AsSpan(0, value.StartOffset), $"'{address.AbsoluteUri.TrimEnd('/')}'", text.AsSpan(value.EndOffset));
    }
}
