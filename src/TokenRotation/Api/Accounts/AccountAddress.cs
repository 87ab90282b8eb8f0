using TokenRotation.Api.Connecting;

namespace TokenRotation.Api.Accounts;

/// <summary>An account, and where its API is.</summary>
internal sealed record AccountAddress
{
    /// <summary>What the URN of an account begins with.</summary>
    public const string UrnPrefix = "urn:dtaccount:";

    /// <summary>What the URN of an environment begins with.</summary>
    public const string EnvironmentPrefix = "urn:dtenvironment:";

    private const string DynatraceApi = "https://api.dynatrace.com";

    private AccountAddress(EnvironmentUrl server, string prefix, string uuid) =>
        (Server, Prefix, Uuid) = (server, prefix, uuid);

    /// <summary>The server that has the account's API.</summary>
    public EnvironmentUrl Server { get; }

    /// <summary>The account's UUID, in lower case.</summary>
    public string Uuid { get; }

    /// <summary>The account as a resource, and as what its tokens belong to.</summary>
    public string Urn => UrnPrefix + Uuid;

    /// <summary>The path of all platform tokens.</summary>
    public string Collection => $"{Prefix}/iam/v1/accounts/{Uuid}/platform-tokens";

    /// <summary>The path of a user, by e-mail address.</summary>
    public string UserPath(string email) => $"{Prefix}/iam/v1/accounts/{Uuid}/users/{Uri.EscapeDataString(email)}";

    /// <summary>
    /// Where environments are that a token's resources name: on Dynatrace's own hosts by their IDs, and a sandbox has its account
    /// and its one environment at the same address. Of the whole account, and behind a gateway, nobody tells.
    /// </summary>
    public IEnumerable<EnvironmentUrl> EnvironmentsOf(IEnumerable<string> resource)
    {
        var ids = resource
            .Where(urn => urn.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
            .Select(urn => urn.Substring(EnvironmentPrefix.Length))
            .ToList();
        return Server.Text == DynatraceApi
            ? ids.Where(IsEnvironmentId).Select(id => EnvironmentUrl.Parse($"{id}.live.dynatrace.com"))
            : new Uri(Server.Text).IsLoopback && ids.Count > 0 ? [Server]
            : [];
    }

    /// <summary>Whether a token of these resources may work in an environment: they name it, or none.</summary>
    public static bool MayWorkAt(IReadOnlyList<string> resource, string environmentId) =>
        resource.Contains(EnvironmentPrefix + environmentId, StringComparer.OrdinalIgnoreCase)
        || !resource.Any(urn => urn.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a text is the URN of an account.</summary>
    public static bool IsUrn(string text) => text.StartsWith(UrnPrefix, StringComparison.OrdinalIgnoreCase)
        && Guid.TryParseExact(text.Substring(UrnPrefix.Length), "D", out _);

    /// <summary>Whether a text says where a platform token works: an environment by ID or URN, or an account.</summary>
    public static bool IsResource(string text) => IsUrn(text)
        || IsEnvironmentId(
            text.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)
                ? text.Substring(EnvironmentPrefix.Length)
                : text);

    /// <summary>Whether a text can be the ID of an environment, which stands in its address.</summary>
    public static bool IsEnvironmentId(string id) =>
        id.Length is > 0 and <= 63
        && id.All(sign => sign is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-');

    // A gateway may have the API below a path of its own.
    private string Prefix { get; }

    /// <summary>Reads what an admin gives.</summary>
    /// <param name="uuid">The account's UUID, or its URN.</param>
    /// <param name="url">Where the account's API is; null for Dynatrace's own.</param>
    /// <exception cref="AccountAddressException">It is no account, or a secret may not be sent to this address.</exception>
    public static AccountAddress Parse(string uuid, Uri? url)
    {
        var text = uuid.Trim();
        text = text.StartsWith(UrnPrefix, StringComparison.OrdinalIgnoreCase) ? text.Substring(UrnPrefix.Length) : text;
        if (!Guid.TryParseExact(text, "D", out var account))
        {
            throw new AccountAddressException(AccountMessages.NoUuid);
        }

        var api = url ?? new Uri(DynatraceApi);
        if (!api.IsAbsoluteUri
            || api.UserInfo.Length > 0
            || (api.Scheme != Uri.UriSchemeHttps && api.Scheme != Uri.UriSchemeHttp))
        {
            throw new AccountAddressException(AccountMessages.UrlIsUnreadable);
        }

        return api.Scheme == Uri.UriSchemeHttp && !api.IsLoopback
            ? throw new AccountAddressException(AccountMessages.UrlIsNotEncrypted)
            : new AccountAddress(ServerOf(api), api.AbsolutePath.TrimEnd('/'), account.ToString("D"));
    }

    /// <summary>The account's URN.</summary>
    public override string ToString() => Urn;

    private static EnvironmentUrl ServerOf(Uri api)
    {
        try
        {
            return EnvironmentUrl.Parse(api.GetLeftPart(UriPartial.Authority));
        }
        catch (EnvironmentUrlException)
        {
            throw new AccountAddressException(AccountMessages.UrlIsUnreadable);
        }
    }
}
