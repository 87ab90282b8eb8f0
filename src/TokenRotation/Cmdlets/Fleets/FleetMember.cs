using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Specs.Fleets;

namespace TokenRotation.Cmdlets.Fleets;

/// <summary>An environment or an account of a fleet, with what it takes to connect to it.</summary>
/// <param name="Address">What it is called: an environment's base URL, an account's URN.</param>
/// <param name="Id">What decides its share: an environment's ID, an account's UUID.</param>
/// <param name="Server">Where its API is.</param>
/// <param name="Credential">Where its managing credential lies.</param>
/// <param name="Fleet">What the file says of it.</param>
internal sealed record FleetMember(
    string Address, string Id, EnvironmentUrl Server, FleetCredential Credential, DtFleetEnvironment Fleet)
{
    private AccountAddress? Account { get; init; }

    private Uri? TokenUrl { get; init; }

    /// <summary>It is an account.</summary>
    public bool IsAccount => Account is not null;

    public static FleetMember Of(FleetEnvironment environment, Shard? shard, string folder) => new(
        environment.Url.Text,
        environment.Url.Id,
        environment.Url,
        environment.Credential,
        DtFleetEnvironment.Of(environment.Terms, shard, folder));

    public static FleetMember Of(FleetAccount account, Shard? shard, string folder) => new(
        account.Address.Urn,
        account.Address.Uuid,
        account.Address.Server,
        account.Credential,
        DtFleetEnvironment.Of(account.Terms, shard, folder))
    {
        Account = account.Address,
        TokenUrl = account.TokenUrl,
    };

    /// <summary>How to connect to it, where the session says how to connect.</summary>
    public ConnectionTerms Over(ConnectionTerms terms) => Account is null
        ? terms
        : terms with { Pattern = (url, client) => ForAccount(terms.Pattern(url, client)) };

    private ConnectionOptions ForAccount(ConnectionOptions options) => options with
    {
        Account = Account,
        ApiVersion = ApiVersion.Auto,
        TokenEndpoint = TokenUrl ?? options.TokenEndpoint,
    };
}
