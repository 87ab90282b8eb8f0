using System.Collections.Concurrent;
using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Audit;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>
/// An open connection to an environment or an account. Its credential changes when the token that it authenticates with is
/// rotated; the objects that refer to it stay valid.
/// </summary>
internal sealed class Connection : IDisposable
{
    private const int UsualSettlingSeconds = 30;

    private readonly ConcurrentQueue<string> _notes;
    private readonly IDisposable _transport;
    private DtToken _caller;
    private ITokenApi? _former;

    public Connection(
        ITokenApi api, DtToken caller, string environmentId, ConcurrentQueue<string> notes, AuditLog? audit,
        IDisposable transport)
    {
        Api = api;
        KnownTokens = new KnownTokens(() => Api);
        _caller = caller;
        EnvironmentId = environmentId;
        Audit = audit;
        _notes = notes;
        _transport = transport;
    }

    public ITokenApi Api { get; private set; }

    /// <summary>The token that authenticates.</summary>
    public DtToken Caller => _caller.Knowing(Api);

    /// <summary>The environment's ID, or the account's UUID.</summary>
    public string EnvironmentId { get; }

    /// <summary>Platform tokens are behind it, and no environment.</summary>
    public bool IsAccount => Api.Capabilities.IsOfAccount;

    /// <summary>How long it may take until every node of the environment knows a change.</summary>
    public TimeSpan SettlingTime { get; init; }

    /// <summary>Where changes are noted for people; null for nowhere.</summary>
    public AuditLog? Audit { get; }

    /// <summary>
    /// The old tokens whose successors a run is handing over, and whether each still waits for a word: the run says so at its
    /// end, and nobody else says it before.
    /// </summary>
    public ConcurrentDictionary<string, bool> HandedOver { get; } = new(StringComparer.Ordinal);

    /// <summary>What completion offers.</summary>
    public KnownTokens KnownTokens { get; }

    /// <summary>Where the token that authenticates was made for this connection; null for one that was given.</summary>
    public ManagingTokens? Minted { get; init; }

    public bool Open { get; private set; } = true;

    /// <summary>The time that is given, else what is usual: a sandbox on this machine has one node.</summary>
    public static TimeSpan SettlingTimeOf(EnvironmentUrl url, int? seconds) =>
        TimeSpan.FromSeconds(seconds ?? (new Uri(url.Text).IsLoopback ? 0 : UsualSettlingSeconds));

    /// <summary>Takes the oldest line that the client has noted about a request, if there is one.</summary>
    public bool TryTakeNote(out string note) => _notes.TryDequeue(out note!);

    /// <summary>From now on the calls are made as another token.</summary>
    public void SwitchTo(ITokenApi api, DtToken caller)
    {
        _former = caller.Id == _caller.Id ? _former : Api;
        (Api, _caller) = (api, caller);
    }

    /// <summary>
    /// The environment as a token sees it that this connection authenticated with before; null for any other.
    /// </summary>
    public ITokenApi? ApiOf(string id) => _former?.CallerId == id ? _former : null;

    public void Dispose()
    {
        Open = false;
        _transport.Dispose();
    }
}
