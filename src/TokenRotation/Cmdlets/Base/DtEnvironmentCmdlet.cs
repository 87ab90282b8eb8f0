using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;

namespace TokenRotation.Cmdlets.Base;

/// <summary>
/// A cmdlet that talks to connected environments. Everything is written from the pipeline's thread, and a failed call becomes
/// one error record that does not end the pipeline.
/// </summary>
public abstract class DtEnvironmentCmdlet : PSCmdlet, IDisposable
{
    private readonly PipelineCalls _calls;
    private readonly ConnectionsInUse _connections;
    private bool _idsAreWritten;
    private bool _environmentIsWritten;

    /// <summary>A cmdlet that has not begun.</summary>
    protected DtEnvironmentCmdlet() =>
        (_calls, _connections, Audit) = (new PipelineCalls(this, WriteNotes), new ConnectionsInUse(this), new AuditTrail(this));

    /// <summary>
    /// Connected environments: objects of Connect-DtEnvironment, URLs, or environment IDs, with wildcards. Without it, the
    /// environment that a token was piped in from; without that, the one connected last.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Uri", "Url")]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    [ValidateNotNullOrEmpty]
    public EnvironmentReference[] Environment { get; set; } = [];

    /// <summary>What is noted in the audit log.</summary>
    internal AuditTrail Audit { get; }

    /// <summary>The user asks what would be done. Read on the pipeline's thread.</summary>
    internal bool IsPreview => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? (SwitchParameter)given
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    // An object from a server says which environment it is of; a line of a file says nothing but itself.
    private bool IsOfAnObject =>
        !_idsAreWritten && !_environmentIsWritten && MyInvocation.BoundParameters.ContainsKey(nameof(Environment));

    /// <summary>What progress counts, where the cmdlet knows how much it has to do.</summary>
    internal WorkCount Work { get; } = new();

    /// <summary>Is cancelled by Ctrl+C.</summary>
    private protected CancellationToken StopToken => _calls.StopToken;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what is under way.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _calls.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _idsAreWritten = MyInvocation.BoundParameters.ContainsKey("Id");
        _environmentIsWritten = MyInvocation.BoundParameters.ContainsKey(nameof(Environment));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _connections.WriteWarnings();
        _calls.EndProgress();
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _calls.Stop();

    /// <summary>
    /// Whether a text that was given as an ID may go into a path. What a user writes has an ID's shape; an object that came from
    /// the server carries any that is legible. Anything else is an error.
    /// </summary>
    private protected bool Takes(string id) => Takes(id, IsOfAnObject);

    /// <inheritdoc cref="Takes(string)"/>
    private protected bool Takes(TokenReference token) => Takes(token.Id, token.IsOfServer);

    /// <inheritdoc cref="Takes(string)"/>
    private protected bool Takes(DtToken token) => Takes(token.Id, isOfServer: true);

    private bool Takes(string id, bool isOfServer)
    {
        if (TokenIds.IsId(id) || (isOfServer && TokenId.IsLegible(id)))
        {
            return true;
        }

        WriteError(ErrorRecords.NoId(id));
        return false;
    }

    /// <summary>The cmdlet knows platform tokens; one that does not refuses an account.</summary>
    private protected virtual bool TakesAccounts => false;

    /// <summary>Why a cmdlet does not; null for no more than that.</summary>
    private protected virtual string? WhyNotAccounts => null;

    /// <summary>
    /// The connections that this record is for. One that is missing is an error of its own; the others are served.
    /// </summary>
    private protected IEnumerable<Connection> ResolveConnections()
    {
        _connections.WriteWarnings();
        return Environment.Length == 0 ? _connections.Current().Where(IsServed) : Environment.SelectMany(FindConnections);
    }

    /// <inheritdoc cref="ConnectionsInUse.All"/>
    private protected IEnumerable<Connection> AllConnections()
    {
        _connections.WriteWarnings();
        return _connections.All().Where(IsServed);
    }

    /// <inheritdoc cref="ConnectionsInUse.Find"/>
    private protected IEnumerable<Connection> FindConnections(EnvironmentReference wanted) =>
        _connections.Find(wanted).Where(IsServed);

    /// <summary>Whether the cmdlet does its work there; if not, that is an error.</summary>
    private bool IsServed(Connection connection)
    {
        if (TakesAccounts || !connection.IsAccount)
        {
            return true;
        }

        RefuseAccount(connection.Api.Environment);
        return false;
    }

    /// <summary>Says that the cmdlet does nothing at an account.</summary>
    private protected void RefuseAccount(string account) =>
        WriteError(AccountErrorRecords.NotForAccounts(MyInvocation.MyCommand.Name, account, WhyNotAccounts));

    /// <summary>Writes what other threads have left to be written. Called from the pipeline's thread only.</summary>
    private protected virtual void WriteNotes()
    {
        _connections.WriteNotes();
        if (Work.Total > 1)
        {
            Count(Work.Done, Work.Total);
        }
    }

    /// <inheritdoc cref="PipelineCalls.Await{T}"/>
    private protected T Await<T>(string status, Func<CancellationToken, Task<T>> call) => _calls.Await(status, call);

    /// <inheritdoc cref="PipelineCalls.Await{T}"/>
    private protected void Await(string status, Func<CancellationToken, Task> call) =>
        Await(status, async stopping =>
        {
            await call(stopping).ConfigureAwait(false);
            return true;
        });

    /// <inheritdoc cref="PipelineCalls.Leave{T}"/>
    internal Task<T> OnPipelineThread<T>(Func<T> work) => _calls.Leave(work);

    /// <inheritdoc cref="PipelineCalls.Leave{T}"/>
    internal Task OnPipelineThread(Action work) =>
        OnPipelineThread(() =>
        {
            work();
            return true;
        });

    /// <inheritdoc cref="PipelineCalls.InvokeInSession"/>
    private protected Task<Collection<PSObject>> InvokeInSession(string script, params object?[] arguments) =>
        _calls.InvokeInSession(script, arguments);

    /// <summary>Names what a page lists and nobody can do anything with.</summary>
    private protected void WarnOfOddIds(TokenPage page)
    {
        foreach (var name in page.WithoutId)
        {
            WriteWarning(CmdletMessages.TokenWithoutId(name));
        }
    }

    /// <inheritdoc cref="PipelineCalls.Count"/>
    private protected void Count(long done, long total) => _calls.Count(done, total);

    /// <inheritdoc cref="PipelineCalls.ShowProgress"/>
    private protected void ShowProgress(string status) => _calls.ShowProgress(status);

    /// <summary>Emits an object. Once a later command has said that it wants no more, nothing reaches it.</summary>
    internal new void WriteObject(object? value)
    {
        _calls.ThrowIfEnded();
        // What explains the object comes before it.
        _connections.WriteNotes();
        base.WriteObject(value);
    }

    /// <summary>
    /// Asks where PowerShell's rules say so. A session that cannot ask gets an error that says which switch is missing, and a No.
    /// </summary>
    internal new bool ShouldProcess(string? target, string? action)
    {
        try
        {
            return base.ShouldProcess(target, action);
        }
        catch (Exception failure) when (failure is HostException or NotImplementedException or PSInvalidOperationException)
        {
            WriteError(ErrorRecords.CannotAsk(target));
            return false;
        }
    }

    /// <inheritdoc cref="PipelineCalls.Serve"/>
    private protected void Serve(object? target, Action action) => _calls.Serve(target, action);
}
