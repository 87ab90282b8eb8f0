using TokenRotation.Cmdlets.Connections;

namespace TokenRotation;

/// <summary>
/// A connection to a Dynatrace environment or account, as Connect-DtEnvironment and Connect-DtAccount emit it. It holds no
/// secret. No property is called Id or TokenId: piped to a cmdlet that takes tokens, an environment must not be taken for one.
/// </summary>
public sealed class DtEnvironment
{
    private readonly Connection? _connection;

    /// <summary>The description of an environment that nothing is connected to: what a mock returns.</summary>
    public DtEnvironment()
    {
    }

    internal DtEnvironment(Connection connection) => _connection = connection;

    /// <summary>An environment, with classic tokens, or an account, with platform tokens.</summary>
    public DtConnectionKind Kind
    {
        get => _connection is null ? field : _connection.IsAccount ? DtConnectionKind.Account : DtConnectionKind.Environment;
        init;
    }

    /// <summary>The environment's base URL; of an account, its URN.</summary>
    public string Environment { get => _connection?.Api.Environment ?? field ?? string.Empty; init; }

    /// <summary>
    /// The environment's ID: the first part of a SaaS host name, or what follows /e/ in the URL. Of an account, its UUID.
    /// </summary>
    public string EnvironmentId { get => _connection?.EnvironmentId ?? field ?? string.Empty; init; }

    /// <summary>The generation of the token API that is spoken.</summary>
    public ApiGeneration ApiVersion { get => _connection?.Api.Capabilities.Generation ?? field; init; }

    /// <summary>The ID of the token that authenticates.</summary>
    public string CallerId { get => _connection?.Caller.Id ?? field ?? string.Empty; init; }

    /// <summary>The name of the token that authenticates.</summary>
    public string CallerName { get => _connection?.Caller.Name ?? field ?? string.Empty; init; }

    /// <summary>The user who owns the token that authenticates, and so every token made through this connection.</summary>
    public string? CallerOwner { get => _connection is null ? field : _connection.Caller.Owner; init; }

    /// <summary>What the token that authenticates may do.</summary>
    public IReadOnlyList<string> CallerScopes { get => _connection?.Caller.Scopes ?? field ?? []; init; }

    /// <summary>When the token that authenticates expires (UTC); null for never.</summary>
    public DateTimeOffset? CallerExpirationDate { get => _connection is null ? field : _connection.Caller.ExpirationDate; init; }

    /// <summary>The file in which changes are noted; null without one.</summary>
    public string? AuditLog { get => _connection is null ? field : _connection.Audit?.Path; init; }

    /// <summary>What the fleet file says of it, if it was connected by one; else null.</summary>
    public DtFleetEnvironment? Fleet { get; init; }

    /// <summary>False after Disconnect-DtEnvironment.</summary>
    public bool Connected { get => _connection?.Open ?? field; init; }

    /// <summary>Whether there is a connection behind this.</summary>
    internal bool IsReal => _connection is not null;

    internal Connection Connection => _connection ?? throw new InvalidOperationException("Nothing is connected.");

    /// <summary>The environment's base URL, or the account's URN.</summary>
    public override string ToString() => Environment;
}
