using TokenRotation.Api;
using TokenRotation.Secrets;
using TokenRotation.Tests.Rotation;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Api;

public sealed class TokenApiExtensionsTests
{
    [Theory]
    [InlineData(ApiVersion.V1)]
    [InlineData(ApiVersion.V2)]
    public async Task A_token_that_is_there_is_found_and_one_that_is_not_is_null(ApiVersion version)
    {
        await using var sandbox = await SandboxRun.StartAsync(version);
        using var secret = ApiToken.Parse(sandbox.Server.SampleToken);

        Assert.Equal(sandbox.SampleId, (await sandbox.Api.FindAsync(sandbox.SampleId, default))?.Id);
        Assert.Equal(sandbox.SampleId, (await sandbox.Api.FindAsync(secret, default))?.Id);
        Assert.Null(await sandbox.Api.FindAsync("dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX", default));
        Assert.Null(await sandbox.Api.FindAsync(NewToken.Classic(), default));
    }

    [Fact]
    public async Task What_is_refused_is_not_taken_for_missing()
    {
        await using var sandbox = await SandboxRun.StartAsync();

        await Assert.ThrowsAsync<UnauthorizedException>(
            () => sandbox.Api.As(NewToken.Classic()).FindAsync(sandbox.SampleId, default));
    }
}
