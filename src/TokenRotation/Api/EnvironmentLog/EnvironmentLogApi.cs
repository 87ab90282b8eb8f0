using System.Globalization;
using TokenRotation.Api.Connecting;
using TokenRotation.Api.Wire;
using TokenRotation.Secrets;

namespace TokenRotation.Api.EnvironmentLog;

/// <summary>A connection that can read its environment's audit log.</summary>
internal interface IEnvironmentLogSource
{
    /// <summary>The environment's audit log, as the connection's token sees it.</summary>
    EnvironmentLogApi Log { get; }
}

/// <summary>
/// <c>/api/v2/auditlogs</c>, on SaaS and Managed alike; a token of API v1 reads it too if it holds the scope. Newest first; one
/// page is held at a time. Source: Dynatrace documentation, "Audit logs API - GET audit log".
/// </summary>
internal sealed class EnvironmentLogApi(TokenTransport transport, ApiToken credential)
{
    /// <summary>How long an environment keeps an entry.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private const string Path = "/api/v2/auditlogs";
    private const string SettingsPath = "/api/v2/settings/objects";
    private const string SettingsQuery = "schemaIds=builtin%3Aaudit-log&fields=objectId%2Cvalue";
    private const int PageSize = 1000;

    public string Environment => transport.Environment.Text;

    public DateTimeOffset ServerTime => transport.Clock.Now;

    /// <summary>Whether the log is on; null if this token may not know, or the environment has no such setting.</summary>
    public async Task<bool?> IsEnabledAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await transport
                .SendAsync(
                    Request(SettingsPath, SettingsQuery), answer => LogEntryReader.IsEnabled(answer.Bytes), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TokenApiException failure)
            when (failure is ForbiddenException or MalformedResponseException or InvalidRequestException)
        {
            return null;
        }
    }

    /// <summary>A page of the entries that match, newest first.</summary>
    /// <param name="filter">One of <see cref="LogFilter"/>.</param>
    /// <param name="since">The oldest time of interest.</param>
    /// <param name="key">The page's key; null for the first page.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<LogPage> PageAsync(string filter, DateTimeOffset since, string? key, CancellationToken cancellationToken)
    {
        var query = key is null ? FirstPage(filter, since) : "nextPageKey=" + Uri.EscapeDataString(key);
        return transport.SendAsync(Request(Path, query), answer => LogEntryReader.Page(answer.Bytes), cancellationToken);
    }

    /// <summary>The server's pages come round again.</summary>
    public TokenApiException Endless() =>
        new MalformedResponseException(ApiMessages.RepeatedPageKey, Request(Path, string.Empty).Failed(200));

    private static string FirstPage(string filter, DateTimeOffset since) => string.Join(
        "&",
        "pageSize=" + PageSize.ToString(CultureInfo.InvariantCulture),
        "from=" + since.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        "sort=-timestamp",
        "filter=" + Uri.EscapeDataString(filter));

    private TokenRequest Request(string path, string query) => new()
    {
        Operation = TokenOperation.ReadLog,
        Method = HttpMethod.Get,
        Path = path,
        Query = query,
        Credential = credential,
    };
}
