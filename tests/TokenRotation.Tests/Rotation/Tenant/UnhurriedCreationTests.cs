using TokenRotation.Api;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Tests.Rotation.Tenant;

public sealed class UnhurriedCreationTests
{
    [Fact]
    public async Task A_command_that_is_stopped_already_creates_nothing()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var tokens = sandbox.Server.Tenant.Tokens.Count;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => UnhurriedCreation.RunAsync(
            sandbox.Api, new TokenSpec { Name = "late", Scopes = ["metrics.read"] }, new CancellationToken(canceled: true)));

        Assert.Equal(tokens, sandbox.Server.Tenant.Tokens.Count);
    }
}
