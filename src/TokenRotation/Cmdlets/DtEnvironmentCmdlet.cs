using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Messages;

namespace TokenRotation.Cmdlets;

/// <summary>A cmdlet that talks to connected environments: which ones, is decided here and nowhere else.</summary>
public abstract class DtEnvironmentCmdlet : DtCmdlet
{
    private readonly HashSet<Connection> _inUse = [];

    /// <summary>
    /// Connected environments: objects of Connect-DtEnvironment, URLs, or environment IDs. Without it, the environment that a
    /// token was piped in from; without that, the one connected last.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    [ValidateNotNullOrEmpty]
    public EnvironmentReference[] Environment { get; set; } = [];

    /// <summary>The connections that this record is for. One that is missing is an error of its own; the others are served.</summary>
    private protected IEnumerable<Connection> ResolveConnections()
    {
        var connections = ConnectionTable.OfThisRunspace();
        if (Environment.Length == 0)
        {
            return Known(connections.Current, ErrorRecords.NotConnected);
        }

        return Environment.SelectMany(wanted => Known(connections.Find(wanted), () => ErrorRecords.EnvironmentNotConnected(wanted)));
    }

    /// <summary>The tokens that match, page by page: the next page is asked for when the one before has been taken.</summary>
    private protected IEnumerable<DtToken> List(ITokenApi api, TokenQuery query)
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

            next = page.Next;
            seen += page.Tokens.Count;
            ShowProgress(CmdletMessages.Seen(seen, page.TotalCount));
        }
        while (next is not null);
    }

    /// <inheritdoc/>
    private protected override void WriteNotes()
    {
        foreach (var connection in _inUse)
        {
            while (connection.TryTakeNote(out var note))
            {
                WriteVerbose(note);
            }
        }
    }

    private IEnumerable<Connection> Known(Connection? connection, Func<ErrorRecord> missing)
    {
        if (connection is null)
        {
            WriteError(missing());
            yield break;
        }

        _inUse.Add(connection);
        yield return connection;
    }
}
