using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>
/// Takes the secrets out of what is logged: DELETE may name a token by its secret, a query may carry the credential.
/// </summary>
internal sealed partial class Redaction(SandboxTenant tenant)
{
    private const string Unknown = "(unknown)";

    /// <summary>The path as it came, with the token in it shown by its ID, and that ID if it is one.</summary>
    public (string Path, string? TargetId) Read(string path, string[] segments)
    {
        if (segments is not (["api", "v1", "tokens", _] or [.., "v2", "apiTokens", _]))
        {
            return (WholeToken().Replace(path, "${id}"), PlatformTokenOf(segments));
        }

        var token = segments[^1];
        if (token == "lookup")
        {
            return (path, null);
        }

        var id = IdOf(token);
        var shown = path[..path.LastIndexOf(token, StringComparison.Ordinal)] + (id ?? Unknown);
        return (shown, id);
    }

    public static string? Read(IQueryCollection query) => query.Count == 0
        ? null
        : string.Join('&', query.Select(item => item.Key + "=" + Shown(item.Key, item.Value.ToString())));

    private static string Shown(string parameter, string value) =>
        parameter == "api-token" ? "(secret)" : WholeToken().Replace(value, "${id}");

    private static string? PlatformTokenOf(string[] segments) =>
        segments.SkipWhile(segment => segment != "platform-tokens").ElementAtOrDefault(1) is { } id && TokenId().IsMatch(id)
            ? id
            : null;

    private string? IdOf(string text)
    {
        if (tenant.FindBySecret(text) is { } known)
        {
            return known.Id;
        }

        var whole = WholeToken().Match(text);
        return whole.Success ? whole.Groups["id"].Value : TokenId().IsMatch(text) || Guid.TryParse(text, out _) ? text : null;
    }

    [GeneratedRegex(@"(?<id>dt0[a-z][0-9]{2}\.[A-Za-z0-9]{8,24})\.[A-Za-z0-9]+", RegexOptions.ExplicitCapture)]
    private static partial Regex WholeToken();

    [GeneratedRegex(@"\Adt0[a-z][0-9]{2}\.[A-Za-z0-9]{8,24}\z")]
    private static partial Regex TokenId();
}
