using System.Management.Automation;
using System.Security;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Finds tokens: by secret, by ID, or by any of their properties. All given conditions must hold. Tokens come out page by
/// page, newest first, with all that the environment knows about them.
/// </summary>
[Cmdlet(VerbsCommon.Find, "DtToken", DefaultParameterSetName = BySearch)]
[OutputType(typeof(DtToken))]
public sealed class FindDtTokenCommand : DtThrottledCmdlet
{
    private const string BySearch = "Search";
    private const string ById = "Id";
    private const string ByToken = "Token";
    private const string ByInput = "InputObject";

    private readonly Dictionary<Connection, OutputOrder> _orders = [];

    private long _line;

    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = BySearch)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TokenNamePatternCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The token's ID: prefix and public part, dt0c01.PUBLICPART. Never the secret.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("TokenId")]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Tokens as they were found before, to be read again; of one that has no ID, the name counts.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByInput, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public DtToken[] InputObject { get; set; } = [];

    /// <summary>Whole tokens, as SecureStrings: each connected environment is asked whether it is one of its own.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByToken, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public DtSecret[] Token { get; set; } = [];

    /// <summary>Users who own the token. Exact names are case-sensitive; with wildcards case does not matter.</summary>
    [Parameter(ParameterSetName = BySearch)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OwnerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Owner { get; set; }

    /// <summary>Scopes that the token holds, all of them.</summary>
    [Parameter(ParameterSetName = BySearch)]
    [ArgumentCompleter(typeof(HeldScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Scope { get; set; } = [];

    /// <summary>Enabled tokens that are still valid and expire within this time: 14d, 12h, a TimeSpan, a date.</summary>
    [Parameter(ParameterSetName = BySearch)]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration? ExpiringWithin { get; set; }

    /// <summary>Tokens that have expired. An environment removes them a week later.</summary>
    [Parameter(ParameterSetName = BySearch)]
    public SwitchParameter Expired { get; set; }

    /// <summary>Tokens not used for this time, those never used counted from their creation.</summary>
    [Parameter(ParameterSetName = BySearch)]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration? UnusedFor { get; set; }

    /// <summary>Tokens that this module revoked at least this time ago. With 0d, all whose time of revocation is known.</summary>
    [Parameter(ParameterSetName = BySearch)]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration? RevokedFor { get; set; }

    /// <summary>Enabled tokens; expired ones may be among them.</summary>
    [Parameter(ParameterSetName = BySearch)]
    public SwitchParameter Enabled { get; set; }

    /// <summary>Revoked tokens.</summary>
    [Parameter(ParameterSetName = BySearch)]
    public SwitchParameter Revoked { get; set; }

    /// <summary>Personal access tokens; with -PersonalAccessToken:$false, none of them.</summary>
    [Parameter(ParameterSetName = BySearch)]
    public SwitchParameter PersonalAccessToken { get; set; }

    /// <inheritdoc/>
    private protected override bool TakesAccounts => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByToken)
        {
            FindSecrets();
            return;
        }

        foreach (var connection in ResolveConnections())
        {
            FindIds(connection, ParameterSetName == ById ? Id : Name.Where(TokenIds.IsId));
            FindKnown(connection, InputObject.Where(token => !string.IsNullOrEmpty(token.Id)));
            var named = InputObject.Where(token => string.IsNullOrEmpty(token.Id)).ToList();
            if (named.Count > 0)
            {
                Search(connection, new TokenConditions { Literal = [.. named.Select(token => token.Name)] });
            }

            if (ParameterSetName == BySearch && (Name.Length == 0 || !Name.All(TokenIds.IsId)))
            {
                Search(connection, Conditions());
            }
        }
    }

    private void FindKnown(Connection connection, IEnumerable<DtToken> tokens) =>
        Read(connection, tokens.Where(Takes).Select(token => token.Id));

    private void FindIds(Connection connection, IEnumerable<string> ids) => Read(connection, ids.Where(Takes));

    private void Read(Connection connection, IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            var turn = OrderIn(connection).Next();
            Start(connection, id, stopping => EmitAsync(connection.Api.GetAsync(id, stopping), turn, stopping));
        }
    }

    // Whose secret it is, is the question: without -Environment every connected one is asked.
    private void FindSecrets()
    {
        var connections = Environment.Length > 0 ? [.. ResolveConnections()] : AllConnections().ToList();
        foreach (var secret in Token)
        {
            _line++;
            if (secret.Id is { } id)
            {
                connections.ForEach(connection => FindIds(connection, [id]));
            }
            else if (connections.Count > 0)
            {
                Ask(connections, secret, _line);
            }
        }
    }

    private void Ask(List<Connection> connections, SecureString secret, long line)
    {
        ApiToken token;
        try
        {
            token = ApiToken.Parse(secret);
        }
        catch (ApiTokenFormatException failure)
        {
            WriteError(ErrorRecords.NoTokenLine(line, failure));
            return;
        }

        Start(connections[0], token.ToString(), async stopping =>
        {
            using (token)
            {
                await AskAsync(connections, token, line, stopping).ConfigureAwait(false);
            }
        });
    }

    private async Task AskAsync(List<Connection> connections, ApiToken token, long line, CancellationToken stopping)
    {
        var answers = await Task.WhenAll(
            connections.Select(connection => AskAsync(connection.Api, token, stopping))).ConfigureAwait(false);
        foreach (var (environment, failure) in connections.Zip(answers, (connection, answer) =>
            (connection.Api.Environment, answer.Failure)))
        {
            if (failure is not (null or TokenNotFoundException))
            {
                await OnPipelineThread(() => WriteError(ErrorRecords.For(failure, environment))).ConfigureAwait(false);
            }
        }

        var owners = answers.Select(answer => answer.Found).OfType<DtToken>().ToList();
        await OnPipelineThread(() => owners.ForEach(WriteObject)).ConfigureAwait(false);
        if (answers.All(answer => answer.Failure is TokenNotFoundException))
        {
            var missing = (TokenNotFoundException)answers[0].Failure!;
            await OnPipelineThread(
                () => WriteError(ErrorRecords.NobodysLine(line, token, connections.Count, missing))).ConfigureAwait(false);
        }
    }

    private static async Task<(DtToken? Found, TokenApiException? Failure)> AskAsync(
        ITokenApi api, ApiToken token, CancellationToken stopping)
    {
        try
        {
            return (await api.BySecretAsync(token, stopping).ConfigureAwait(false), null);
        }
        catch (TokenApiException failure)
        {
            return (null, failure);
        }
    }

    private OutputOrder OrderIn(Connection connection) =>
        _orders.TryGetValue(connection, out var order) ? order : _orders[connection] = new OutputOrder();

    private async Task EmitAsync(Task<DtToken> finding, OutputOrder.Turn turn, CancellationToken stopping)
    {
        try
        {
            var token = await finding.ConfigureAwait(false);
            await turn.WaitAsync(stopping).ConfigureAwait(false);
            await OnPipelineThread(() => WriteObject(token)).ConfigureAwait(false);
        }
        finally
        {
            turn.End();
        }
    }

    private void Search(Connection connection, TokenConditions conditions)
    {
        // The server is asked for these in the address.
        if (Scope.Append(Owner ?? string.Empty).Any(ServerText.HoldsToken))
        {
            WriteError(ErrorRecords.SecretAsName());
            return;
        }

        if (ScopeNames.SlipIn(Scope, WriteWarning) is { } slip)
        {
            WriteError(slip);
            return;
        }

        var query = Query();
        Start(connection, connection.Api.Environment, stopping => SearchAsync(connection.Api, query, conditions, stopping));
    }

    // The next page is asked for when the one before has been taken.
    private async Task SearchAsync(
        ITokenApi api, TokenQuery query, TokenConditions conditions, CancellationToken stopping)
    {
        PageCursor? next = null;
        var seen = 0L;
        do
        {
            var page = await api.ListAsync(query, next, stopping).ConfigureAwait(false);
            seen += page.Tokens.Count;
            await OnPipelineThread(() => Emit(page, conditions, seen, api.ServerTime)).ConfigureAwait(false);
            next = page.Next;
        }
        while (next is not null);
    }

    private void Emit(TokenPage page, TokenConditions conditions, long seen, DateTimeOffset now)
    {
        foreach (var token in page.Tokens.Where(token => conditions.Matches(token, now)))
        {
            WriteObject(token);
        }

        TellOf(page, seen);
        ShowProgress(CmdletMessages.Seen(seen, page.TotalCount));
    }

    private TokenQuery Query() => new()
    {
        Owner = Owner is not null && !WildcardPattern.ContainsWildcardCharacters(Owner) ? Owner : null,
        Scopes = Scope,
        PersonalAccessToken = MyInvocation.BoundParameters.ContainsKey(nameof(PersonalAccessToken))
            ? PersonalAccessToken.IsPresent
            : null,
    };

    private TokenConditions Conditions() => new()
    {
        Names = Name,
        Owner = Owner,
        Enabled = Enabled,
        Revoked = Revoked,
        Expired = Expired,
        ExpiringWithin = ExpiringWithin,
        UnusedFor = UnusedFor,
        RevokedFor = RevokedFor,
    };
}
