using System.Text.RegularExpressions;
using TokenRotation.Api.Accounts;

namespace TokenRotation.Reports.Html;

/// <summary>An environment as people call it: its ID, and beside it the host that many of them share.</summary>
/// <param name="Id">The part that tells it from others.</param>
/// <param name="Host">The rest of its address; empty if there is none.</param>
internal sealed record ReportPlace(string Id, string Host)
{
    private static readonly Regex Managed = new(@"\A(?<host>.+)/e/(?<id>[^/]+)\z", RegexOptions.CultureInvariant);

    private static readonly Regex Saas = new(
        @"\A(?<id>[a-z0-9\-]+)(?<host>(\.[a-z0-9\-]+)+\.[a-z]{2,})\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture);

    public static ReportPlace Of(string url)
    {
        if (url.StartsWith(AccountAddress.UrnPrefix, StringComparison.Ordinal))
        {
            return new(url.Substring(AccountAddress.UrnPrefix.Length), "account");
        }

        var start = url.IndexOf("://", StringComparison.Ordinal);
        var address = start < 0 ? url : url.Substring(start + 3);
        var match = Managed.Match(address) is { Success: true } managed ? managed : Saas.Match(address);
        return match.Success ? new(match.Groups["id"].Value, match.Groups["host"].Value) : new(address, string.Empty);
    }
}
