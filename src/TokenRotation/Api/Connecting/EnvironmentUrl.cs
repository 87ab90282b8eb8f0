using System.Text.RegularExpressions;

namespace TokenRotation.Api.Connecting;

/// <summary>
/// The base URL of an environment, made out of what an admin pastes: SaaS, Managed (<c>/e/{id}</c>) or ActiveGate
/// (<c>:9999/e/{id}</c>), with or without scheme, page path, query or trailing slashes. What a gateway has before <c>/e/{id}</c>
/// is kept; a SaaS environment's ID alone will do.
/// </summary>
/// <remarks>
/// The token API answers on the classic host: <c>abc12345.apps.dynatrace.com</c> becomes <c>abc12345.live.dynatrace.com</c>,
/// and <c>abc12345.dev.apps.dynatracelabs.com</c> becomes <c>abc12345.dev.dynatracelabs.com</c>.
/// </remarks>
internal sealed record EnvironmentUrl
{
    private static readonly Regex Scheme = new(@"\A[A-Za-z][A-Za-z0-9+.\-]*://", RegexOptions.CultureInvariant);

    private static readonly Regex Slashes = new("/+", RegexOptions.CultureInvariant);

    private static readonly Regex Token = new(@"dt0[a-zA-Z][0-9]{2}\.", RegexOptions.CultureInvariant);

    private static readonly Regex EnvironmentPath = new(
        @"\A(?<before>(?:/+(?!(?:e|api|ui)/)[^/]+)*)/+e/+(?<id>[^/]+)(?:/|\z)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private static readonly Regex BareId = new(@"\A[a-z]{3}[0-9]{5}\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private static readonly Regex SlotOfAnExample = new(
        @"\[[a-z\-_ ]+\]|\{[a-z\-_ ]+\}|<[a-z\-_ ]+>|(your|your-)environment(-?id)?\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture);

    private EnvironmentUrl(string text, string id)
    {
        Text = text;
        Id = id;
    }

    /// <summary>The URL without a trailing slash: the value of <see cref="DtToken.Environment"/>.</summary>
    public string Text { get; }

    /// <summary>
    /// Where the platform's own APIs are: the apps host on SaaS, this machine for a sandbox; null for Managed and ActiveGates.
    /// </summary>
    internal string? AppsText
    {
        get
        {
            var uri = new Uri(Text);
            return uri.AbsolutePath.Length > 1 ? null
                : uri.IsLoopback ? Text
                : OtherHost(uri.Host, ".live.dynatrace.com", ".apps.dynatrace.com")
                    ?? OtherHost(uri.Host, ".dynatracelabs.com", ".apps.dynatracelabs.com");
        }
    }

    /// <summary>Where the API of the Managed cluster is that the environment belongs to; null for one of SaaS.</summary>
    internal string? ClusterText => Text.EndsWith("/e/" + Id, StringComparison.Ordinal)
        ? Text.Substring(0, Text.Length - Id.Length - "/e/".Length)
        : null;

    /// <summary>
    /// The environment's ID: the path's on Managed and ActiveGates, else the first label of a SaaS host, else the host.
    /// </summary>
    public string Id { get; }

    /// <summary>Reads what an admin pastes.</summary>
    /// <exception cref="EnvironmentUrlException">The text is no address of an environment; the message says why.</exception>
    public static EnvironmentUrl Parse(string text)
    {
        var trimmed = (text ?? throw new ArgumentNullException(nameof(text))).Trim();
        if (trimmed.Length == 0)
        {
            throw new EnvironmentUrlException(ApiMessages.UrlIsEmpty);
        }

        if (Token.IsMatch(trimmed))
        {
            throw new EnvironmentUrlException(ApiMessages.UrlIsAToken);
        }

        if (SlotOfAnExample.IsMatch(trimmed))
        {
            throw new EnvironmentUrlException(ApiMessages.UrlIsAnExample);
        }

        trimmed = BareId.IsMatch(trimmed) ? trimmed + ".live.dynatrace.com" : trimmed;
        var absolute = Scheme.IsMatch(trimmed) ? trimmed : "https://" + trimmed;
        if (!Uri.TryCreate(absolute, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            throw new EnvironmentUrlException(ApiMessages.UrlIsUnreadable);
        }

        Check(uri);
        var host = HostOf(uri);
        var builder = new UriBuilder(uri.Scheme, ClassicHost(host), uri.IsDefaultPort ? -1 : uri.Port);
        var match = EnvironmentPath.Match(uri.AbsolutePath);
        if (match.Success)
        {
            var id = match.Groups["id"].Value;
            builder.Path = Slashes.Replace(match.Groups["before"].Value, "/") + "/e/" + id;
            return new EnvironmentUrl(Canonical(builder).AbsoluteUri.TrimEnd('/'), id);
        }

        var classic = Canonical(builder);
        return new EnvironmentUrl(classic.AbsoluteUri.TrimEnd('/'), IdOf(classic));
    }

    // A name may be too long, or have signs that no domain has, and still be an address to Uri.
    private static string HostOf(Uri uri)
    {
        try
        {
            return uri.HostNameType == UriHostNameType.Dns ? uri.IdnHost : uri.Host;
        }
        catch (UriFormatException)
        {
            throw new EnvironmentUrlException(ApiMessages.UrlIsUnreadable);
        }
    }

    /// <summary>The canonical text.</summary>
    public override string ToString() => Text;

    private string? OtherHost(string host, string classic, string apps) =>
        host.EndsWith(classic, StringComparison.Ordinal) ? Text.Replace(classic, apps) : null;

    // A host that could be read is not always one that can be written again.
    private static Uri Canonical(UriBuilder builder) => Uri.TryCreate(builder.ToString(), UriKind.Absolute, out var uri)
        ? uri
        : throw new EnvironmentUrlException(ApiMessages.UrlIsUnreadable);

    private static void Check(Uri uri)
    {
        if (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
        {
            throw new EnvironmentUrlException(ApiMessages.UrlHasAnotherScheme(uri.Scheme));
        }

        if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback)
        {
            throw new EnvironmentUrlException(ApiMessages.UrlIsNotEncrypted);
        }

        if (uri.UserInfo.Length > 0)
        {
            throw new EnvironmentUrlException(ApiMessages.UrlHasCredentials);
        }
    }

    private static string ClassicHost(string host)
    {
        var classic = host.ToLowerInvariant();
        if (classic.EndsWith(".apps.dynatrace.com", StringComparison.Ordinal))
        {
            return classic.Replace(".apps.dynatrace.com", ".live.dynatrace.com");
        }

        return classic.EndsWith(".apps.dynatracelabs.com", StringComparison.Ordinal)
            ? classic.Replace(".apps.dynatracelabs.com", ".dynatracelabs.com")
            : classic;
    }

    private static string IdOf(Uri uri)
    {
        var isSaas = uri.Host.EndsWith(".dynatrace.com", StringComparison.Ordinal)
            || uri.Host.EndsWith(".dynatracelabs.com", StringComparison.Ordinal);
        return isSaas ? uri.Host.Substring(0, uri.Host.IndexOf('.')) : uri.Authority;
    }
}
