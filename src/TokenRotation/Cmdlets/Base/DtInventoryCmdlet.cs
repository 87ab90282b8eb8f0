using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Reports.Findings;
using TokenRotation.Reports.Inventories;

namespace TokenRotation.Cmdlets.Base;

/// <summary>
/// A cmdlet that judges an inventory of tokens: those that are piped in, or all of the environments. What counts as much and as
/// missing depends on all of them, so nothing comes out before the last has come in.
/// </summary>
public abstract class DtInventoryCmdlet : DtEnvironmentCmdlet
{
    private readonly List<DtToken> _tokens = [];
    private readonly HashSet<string> _environments = new(StringComparer.Ordinal);

    /// <summary>Tokens, as Find-DtToken emits them. Without it, all tokens of -Environment.</summary>
    [Parameter(ValueFromPipeline = true)]
    public DtToken[]? InputObject { get; set; }

    /// <summary>A token is a finding so long before it expires: 14d, 12h, a TimeSpan.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration ExpiringWithin { get; set; } = FindingOptions.Default.ExpiringWithin;

    /// <summary>A token that has not been used for so long is a finding.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration UnusedFor { get; set; } = FindingOptions.Default.UnusedFor;

    /// <summary>A revoked token is due for deletion after so long.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration GracePeriod { get; set; } = FindingOptions.Default.GracePeriod;

    /// <summary>The users who may own tokens, with wildcards. With it, every other owner is a finding.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OwnerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? KnownOwner { get; set; }

    /// <summary>What counts as soon, as long and as known.</summary>
    private protected FindingOptions Options => new()
    {
        ExpiringWithin = ExpiringWithin,
        UnusedFor = UnusedFor,
        GracePeriod = GracePeriod,
        IsKnownOwner = KnownOwner is { } known ? owner => Wildcards.Match(known, owner) : null,
    };

    /// <summary>False where the inventory comes from elsewhere, and an environment is asked only for what is piped in.</summary>
    private protected virtual bool ReadsEnvironments => true;

    /// <inheritdoc/>
    private protected override bool TakesAccounts => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is { } tokens)
        {
            _tokens.AddRange(tokens);
            _environments.UnionWith(tokens.Select(token => token.Environment));
        }
        else if (ReadsEnvironments)
        {
            foreach (var connection in ResolveConnections())
            {
                _environments.Add(connection.Api.Environment);
                Serve(connection.Api.Environment, () => _tokens.AddRange(List(connection.Api, new TokenQuery())));
            }
        }
    }

    /// <summary>
    /// The inventory of the tokens that came in. The environments are asked for the partners that the list lacks.
    /// </summary>
    private protected Inventory TakeInventory()
    {
        var partners = new Partners(_tokens);
        foreach (var token in _tokens)
        {
            if (RotationStandings.PartnerOf(token) is { } id && !partners.Find(token.Environment, id).IsKnown)
            {
                AskFor(token.Environment, id, partners);
            }
        }

        var now = DateTimeOffset.UtcNow;
        var environments = _environments.OrderBy(url => url, StringComparer.Ordinal).Select(url => TimeOf(url, now)).ToList();
        return Inventory.Of(_tokens, environments, partners, GracePeriod, now);
    }

    // Page by page: the next is asked for when the one before has been taken.
    private IEnumerable<DtToken> List(ITokenApi api, TokenQuery query)
    {
        PageCursor? next = null;
        var seen = 0L;
        do
        {
            var from = next;
            var page = Await(api.Environment, stopping => api.ListAsync(query, from, stopping));
            foreach (var token in page.Tokens)
            {
                yield return token;
            }

            WarnOfOddIds(page);

            next = page.Next;
            seen += page.Tokens.Count;
            if (page.TotalCount is { } total)
            {
                Count(seen, total);
            }

            ShowProgress(CmdletMessages.Seen(seen, page.TotalCount));
        }
        while (next is not null);
    }

    private static InventoryEnvironment TimeOf(string url, DateTimeOffset now) => ConnectionTo(url) is { } connection
        ? new InventoryEnvironment(url, connection.Api.ServerTime, IsServerTime: true)
        : new InventoryEnvironment(url, now, IsServerTime: false);

    // What cannot be asked stays unknown: no harm is told of it.
    private void AskFor(string environment, string id, Partners partners)
    {
        if (ConnectionTo(environment) is not { } connection)
        {
            return;
        }

        try
        {
            partners.Learn(environment, id, Await(id, stopping => connection.Api.FindAsync(id, stopping)));
        }
        catch (TokenApiException failure)
        {
            WriteVerbose(failure.Message);
        }
    }

    private static Connection? ConnectionTo(string environment) =>
        ConnectionTable.OfThisRunspace().Find(new EnvironmentReference(environment));
}
