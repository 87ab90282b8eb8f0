using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("Find-DtToken -Scope ReadC", "ReadConfig", "Read configuration")]
    [InlineData("New-DtToken t -Scope metrics.r", "metrics.read", "Read metrics")]
    [InlineData("Test-DtToken x -Scope tokens.wr", "apiTokens.write", "Write API tokens")]
    [InlineData("Invoke-DtTokenRotation x -Scope 'settings.w", "settings.write", "Write settings")]
    public void Scopes_are_offered_with_what_they_allow(string typed, string scope, string label)
    {
        using var session = new Session();

        var offers = session.Complete(typed);

        Assert.Contains(offers, offer => offer.CompletionText == scope && offer.ToolTip == label);
    }

    [Theory]
    [InlineData("Find-DtToken -Environment ")]
    [InlineData("Disconnect-DtEnvironment ")]
    [InlineData("Get-DtEnvironment http")]
    public async Task Connected_environments_are_offered(string typed)
    {
        await using var tenant = await Tenant.ConnectAsync();

        Assert.Contains(tenant.Session.Complete(typed), offer => offer.CompletionText == tenant.Url && offer.ToolTip.Contains("Sandbox admin", StringComparison.Ordinal));
    }
}
