using TokenRotation.Api.Wire;
using TokenRotation.Secrets;

namespace TokenRotation.Api.Connecting;

/// <summary>
/// The managing tokens that a Managed cluster makes of its environments: each lives for one run. Source: the vendor's OpenAPI
/// document of cluster API v2, <c>tokenManagementToken</c>.
/// </summary>
/// <param name="transport">The way to the environment, whose cluster is at the same host.</param>
/// <param name="cluster">The cluster's token: it needs EnvironmentTokenManagement.</param>
internal sealed class ManagingTokens(TokenTransport transport, ApiToken cluster)
{
    /// <summary>The start of the paths that are the cluster's and not the environment's.</summary>
    public const string Root = "/api/cluster/v2/environments/";

    /// <summary>What they are called.</summary>
    public const string Name = "TokenRotation: managing token of one run";

    // As long as two calls may take, with their repetitions.
    private static readonly TimeSpan Briefly = TimeSpan.FromMinutes(5);

    /// <summary>Makes one.</summary>
    public async Task<ApiToken> MakeAsync(TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var request = new TokenRequest
        {
            Operation = TokenOperation.Create,
            Method = HttpMethod.Post,
            Path = Root + Uri.EscapeDataString(transport.Environment.Id) + "/tokenManagementToken",
            Body = TokenWriter.ManagingToken(Name, lifetime),
            Credential = cluster,
            NewName = Name,
        };
        var made = await transport
            .SendAsync(request, answer => CreateAnswer.Read(answer.Bytes), cancellationToken)
            .ConfigureAwait(false);
        return made.Token;
    }

    /// <summary>
    /// Revokes and deletes one. No token may do that to itself: it is done as another one, which is gone within minutes.
    /// </summary>
    public async Task EndAsync(ITokenApi api, string id, CancellationToken cancellationToken)
    {
        using var other = await MakeAsync(Briefly, cancellationToken).ConfigureAwait(false);
        var editor = api.As(other);
        await editor.UpdateAsync(id, new TokenUpdate { Enabled = false }, cancellationToken).ConfigureAwait(false);
        await editor.DeleteAsync(id, cancellationToken).ConfigureAwait(false);
    }
}
