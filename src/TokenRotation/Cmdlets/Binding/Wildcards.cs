using System.Management.Automation;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Wildcards as PowerShell reads them, regardless of case.</summary>
internal static class Wildcards
{
    /// <summary>True if the text matches one of the patterns.</summary>
    public static bool Match(IEnumerable<string> patterns, string text) =>
        patterns.Any(
            pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant).IsMatch(text));
}
