using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Sandbox;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Rotation;

/// <summary>A sandbox with a connection to it, and the runs that begin there.</summary>
internal sealed class SandboxRun : IAsyncDisposable
{
    private readonly TokenApiConnection _connection;

    private SandboxRun(SandboxServer server, TokenApiConnection connection) => (Server, _connection) = (server, connection);

    public SandboxServer Server { get; }

    public ITokenApi Api => _connection.Api;

    public string SampleId => ApiToken.Parse(Server.SampleToken).Id!;

    public static async Task<SandboxRun> StartAsync(ApiVersion version = ApiVersion.V2)
    {
        var server = await SandboxServer.StartAsync(new SandboxOptions());
        var options = new ConnectionOptions
        {
            Environment = EnvironmentUrl.Parse(server.Url.ToString()),
            Credential = ApiToken.Parse(version == ApiVersion.V1 ? server.V1AdminToken : server.AdminToken),
            ApiVersion = version,
            NoProxy = true,
        };
        return new SandboxRun(server, await TokenApiConnection.ConnectAsync(options, CancellationToken.None));
    }

    public async Task<RotationRun> BeginAsync(RotationOptions? options = null, CancellationToken abort = default) =>
        new(Api, _connection.Caller, await TenantSnapshot.TakeAsync(Api, default), options ?? new RotationOptions(), abort);

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await Server.DisposeAsync();
    }
}
