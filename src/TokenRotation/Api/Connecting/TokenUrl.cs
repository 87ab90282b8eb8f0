namespace TokenRotation.Api.Connecting;

/// <summary>Where an OAuth client fetches its access tokens: its secret goes there.</summary>
internal static class TokenUrl
{
    /// <summary>Dynatrace's single sign-on.</summary>
    public static Uri Default { get; } = new("https://sso.dynatrace.com/sso/oauth2/token");

    /// <summary>The address that an admin gives, if a secret may be sent there.</summary>
    /// <exception cref="TokenUrlException">It is no web address, or not encrypted.</exception>
    public static Uri Check(Uri url) =>
        !url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.UserInfo.Length > 0
            ? throw new TokenUrlException(ApiMessages.TokenUrlIsUnreadable)
        : url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback ? throw new TokenUrlException(ApiMessages.TokenUrlIsNotEncrypted)
        : url;
}
