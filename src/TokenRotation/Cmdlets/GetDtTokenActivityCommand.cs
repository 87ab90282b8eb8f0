using System.Management.Automation;
using System.Security;
using TokenRotation.Api;
using TokenRotation.Api.EnvironmentLog;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Incidents;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Tells from the environment's audit log what a token did, what was done to it, and which tokens were made with it; newest
/// first, as it comes. Beside every answer stands what the log cannot know.
/// </summary>
[Cmdlet(VerbsCommon.Get, "DtTokenActivity", DefaultParameterSetName = ById)]
[OutputType(typeof(DtTokenActivity))]
public sealed class GetDtTokenActivityCommand : DtThrottledCmdlet
{
    private const string ById = "Id";
    private const string ByToken = "Token";
    private const string ByInput = "InputObject";
    private const int BatchSize = 100;

    /// <summary>The token's ID: prefix and public part, dt0c01.PUBLICPART. Never the secret. It may be deleted by now.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("TokenId")]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Tokens as they were found.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByInput, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public DtToken[] InputObject { get; set; } = [];

    /// <summary>
    /// The whole token, as a SecureString. Of a token of the old format alone the environment is asked for the ID.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ByToken, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public DtSecret[] Token { get; set; } = [];

    /// <summary>How far to look back: 7d, 12h, a TimeSpan. 30d if not given, which is all that an environment keeps.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration Within { get; set; } = EnvironmentLogApi.KeptFor;

    /// <summary>Only the tokens that were made with the token.</summary>
    [Parameter]
    public SwitchParameter Made { get; set; }

    /// <inheritdoc/>
    private protected override string WhyNotAccounts => AccountTexts.NoActivity;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var connection in ResolveConnections())
        {
            foreach (var id in Id.Where(Takes).Concat(InputObject.Where(Takes).Select(token => token.Id)))
            {
                Start(connection, id, stopping => ReadAsync(connection.Api, id, stopping));
            }

            foreach (var secret in Token)
            {
                Start(connection, ApiTokens.Shown(secret), stopping => ReadAsync(connection.Api, secret, stopping));
            }
        }
    }

    private async Task ReadAsync(ITokenApi api, SecureString secret, CancellationToken stopping)
    {
        using var token = ApiToken.Parse(secret);
        var id = token.Id ?? (await api.LookupAsync(token, stopping).ConfigureAwait(false)).Id;
        await ReadAsync(api, id, stopping).ConfigureAwait(false);
    }

    private async Task ReadAsync(ITokenApi api, string id, CancellationToken stopping)
    {
        var log = ((IEnvironmentLogSource)api).Log;
        var since = log.ServerTime - Within;
        var reader = Made ? TokenActivityReader.Made(log, id, since) : TokenActivityReader.All(log, id, since);
        var batch = new List<DtTokenActivity>(BatchSize);
        while (await reader.ReadAsync(stopping).ConfigureAwait(false) is { } activity)
        {
            batch.Add(activity);
            if (batch.Count == BatchSize)
            {
                await EmitAsync(batch).ConfigureAwait(false);
            }
        }

        await EmitAsync(batch).ConfigureAwait(false);
        var enabled = await log.IsEnabledAsync(stopping).ConfigureAwait(false);
        var token = await KnownAsync(api, id, stopping).ConfigureAwait(false);
        await OnPipelineThread(
            () => WriteWarning(IncidentMessages.Silence(id, api.Environment, enabled, token))).ConfigureAwait(false);
    }

    private async Task EmitAsync(List<DtTokenActivity> batch)
    {
        await OnPipelineThread(() => batch.ForEach(WriteObject)).ConfigureAwait(false);
        batch.Clear();
    }

    private static async Task<DtToken?> KnownAsync(ITokenApi api, string id, CancellationToken stopping)
    {
        try
        {
            return await api.GetAsync(id, stopping).ConfigureAwait(false);
        }
        catch (TokenApiException failure)
            when (failure is TokenNotFoundException or ForbiddenException or InvalidRequestException)
        {
            return null;
        }
    }
}
