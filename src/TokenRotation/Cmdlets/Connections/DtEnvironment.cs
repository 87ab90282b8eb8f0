using TokenRotation.Cmdlets.Connections;

namespace TokenRotation;

/// <summary>
/// A connection to a Dynatrace environment, as Connect-DtEnvironment emits it. It holds no secret. No property is called Id
/// or TokenId: piped to a cmdlet that takes tokens, an environment must not be taken for one.
/// </summary>
public sealed class DtEnvironment
{
    internal DtEnvironment(Connection connection)
    {
        Connection = connection;
    }

    /// <summary>The environment's base URL.</summary>
    public string Environment => Connection.Api.Environment;

    /// <summary>The environment's ID: the first part of a SaaS host name, or what follows /e/ in the URL.</summary>
    public string EnvironmentId => Connection.EnvironmentId;

    /// <summary>The generation of the token API that is spoken.</summary>
    public ApiGeneration ApiVersion => Connection.Api.Capabilities.Generation;

    /// <summary>The ID of the token that authenticates.</summary>
    public string CallerId => Connection.Caller.Id;

    /// <summary>The name of the token that authenticates.</summary>
    public string CallerName => Connection.Caller.Name;

    /// <summary>The user who owns the token that authenticates, and so every token made through this connection.</summary>
    public string? CallerOwner => Connection.Caller.Owner;

    /// <summary>What the token that authenticates may do.</summary>
    public IReadOnlyList<string> CallerScopes => Connection.Caller.Scopes;

    /// <summary>When the token that authenticates expires (UTC); null for never.</summary>
    public DateTimeOffset? CallerExpirationDate => Connection.Caller.ExpirationDate;

    /// <summary>The file in which changes are noted; null without one.</summary>
    public string? AuditLog => Connection.Audit?.Path;

    /// <summary>False after Disconnect-DtEnvironment.</summary>
    public bool Connected => Connection.Open;

    internal Connection Connection { get; }

    /// <summary>The environment's base URL.</summary>
    public override string ToString() => Environment;
}
