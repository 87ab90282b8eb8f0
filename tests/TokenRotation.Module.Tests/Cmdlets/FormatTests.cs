using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>What a user sees of each kind of object without asking for more.</summary>
public sealed class FormatTests
{
    [Theory]
    [InlineData("Find-DtToken", "Name Id State Expires LastUsed Owner Scopes", "Enabled")]
    [InlineData("Get-DtEnvironment", "EnvironmentId Environment Api Caller CallerId CallerExpires", "Sandbox admin")]
    [InlineData("New-DtToken t metrics.read", "Name Id Expires Scopes", "metrics.read")]
    [InlineData("Invoke-DtTokenRotation $sampleId", "Name Id Expires OldId OldRemovableFrom", "RW config token")]
    public async Task Objects_are_shown_in_a_table(string script, string headers, string cell)
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run(script + " | Out-Default").Succeed();

        var lines = run.Screen.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(headers, string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains(cell, run.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_and_an_expired_token_are_told_apart()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Server.Tenant.Seed(new Sandbox.Tenant.SeedToken { Name = "r", Enabled = false });
        tenant.Server.Tenant.Seed(new Sandbox.Tenant.SeedToken { Name = "e", ExpirationDate = tenant.Server.Clock.GetUtcNow().AddHours(-1) });

        var run = tenant.Run("Find-DtToken -Name r, e | Out-Default").Succeed();

        Assert.Contains("Revoked", run.Screen, StringComparison.Ordinal);
        Assert.Contains("Expired", run.Screen, StringComparison.Ordinal);
    }
}
