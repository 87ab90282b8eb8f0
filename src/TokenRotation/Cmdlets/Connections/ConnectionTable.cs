using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using TokenRotation.Api.Connecting;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>
/// The connections of one runspace, in the order in which they were made. Runspaces share none: a job or a parallel loop
/// must not inherit another's credentials by accident.
/// </summary>
internal sealed class ConnectionTable
{
    private static readonly ConditionalWeakTable<Runspace, ConnectionTable> Tables = new();

    private readonly List<DtEnvironment> _environments = [];
    private readonly List<string> _urls = [];

    private ConnectionTable()
    {
    }

    public IReadOnlyList<DtEnvironment> Environments => _environments;

    /// <summary>The environments that there is a connection to: where the secret of a platform token can be tried.</summary>
    public IReadOnlyList<EnvironmentUrl> Probeable =>
        [.. _environments.Where(known => known.Kind == DtConnectionKind.Environment)
            .Select(known => EnvironmentUrl.Parse(known.Environment))];

    /// <summary>The URLs of all environments that there is or was a connection to, the last one first.</summary>
    public IEnumerable<string> KnownUrls => Enumerable.Reverse(_urls);

    /// <summary>The connection that serves when no environment is named: the last one made.</summary>
    public Connection? Current => _environments.LastOrDefault()?.Connection;

    public static ConnectionTable OfThisRunspace() => Tables.GetValue(Runspace.DefaultRunspace, _ => new ConnectionTable());

    /// <summary>The connection that is meant; an object of another runspace brings its own.</summary>
    public Connection? Find(EnvironmentReference wanted)
    {
        var connection = wanted.Connection ?? _environments.LastOrDefault(environment => wanted.Names(environment))?.Connection;
        return connection is { Open: true } ? connection : null;
    }

    /// <summary>The open connections that are meant: with wildcards, all whose ID or URL matches.</summary>
    public IReadOnlyList<Connection> FindAll(EnvironmentReference wanted) =>
        wanted.HoldsWildcards
            ? [.. _environments.Where(wanted.Matches).Select(known => known.Connection).Where(connection => connection.Open)]
            : Find(wanted) is { } connection ? [connection] : [];

    /// <summary>Adds a connection in place of an earlier one to the same environment, which is given back, closed.</summary>
    public Connection? Add(DtEnvironment environment)
    {
        var earlier = _environments.Find(known => known.Environment == environment.Environment)?.Connection;
        if (earlier is not null)
        {
            Remove(earlier);
        }

        _environments.Add(environment);
        if (environment.Kind == DtConnectionKind.Environment)
        {
            _urls.Remove(environment.Environment);
            _urls.Add(environment.Environment);
        }

        return earlier;
    }

    public void Remove(Connection connection)
    {
        Forget(connection);
        connection.Dispose();
    }

    /// <summary>No command takes it any more; it stays open.</summary>
    public void Forget(Connection connection) => _environments.RemoveAll(known => known.Connection == connection);
}
