using System.Security.Cryptography;
using System.Text;

namespace TokenRotation.Reports.Html;

/// <summary>
/// A file that the module carries within it for the report, and its hash for the page's Content-Security-Policy.
/// </summary>
/// <param name="Text">What it says.</param>
internal sealed record ReportResource(string Text)
{
    /// <summary>The source of a Content-Security-Policy that permits this text and no other.</summary>
    public string CspSource
    {
        get
        {
            using var sha = SHA256.Create();
            return $"'sha256-{Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(Text)))}'";
        }
    }

    public static ReportResource Style => new("\n" + Read("report.css"));

    /// <summary>The script: its files share one scope, and leave nothing behind in the page's own.</summary>
    public static ReportResource Script =>
        new("\n\"use strict\";\n(() => {\n" + Read("rows.js") + "\n" + Read("report.js") + "})();\n");

    private static string Read(string name)
    {
        using var stream = typeof(ReportResource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The module lacks its resource {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // A browser reads every end of line as \n, and hashes that.
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
