using TokenRotation.Api;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Tests.Api;

public class ApiScopesTests
{
    [Fact]
    public void The_catalogue_holds_what_the_vendor_documents()
    {
        Assert.Equal(93, ApiScopes.Grantable.Count);
        Assert.Equal(99, ApiScopes.Readable.Distinct().Count());
        Assert.Equal("Read API tokens", ApiScopes.LabelOf("apiTokens.read"));
        Assert.True(ApiScopes.IsGrantable("TenantTokenManagement"));
        Assert.False(ApiScopes.IsGrantable("Mobile"));
        Assert.Null(ApiScopes.LabelOf("brand.new"));
    }

    [Fact]
    public void The_catalogue_is_the_one_that_the_sandbox_took_from_the_vendors_sdk()
    {
        Assert.Equal(TokenScopes.Grantable, ApiScopes.Grantable.Select(scope => scope.Name).Order(StringComparer.Ordinal));
        Assert.All(ApiScopes.Grantable, scope => Assert.Equal(TokenScopes.LabelOf(scope.Name), scope.Label));
        Assert.DoesNotContain(ApiScopes.NotGrantable, TokenScopes.IsGrantable);
        Assert.Equal(
            ["DiagnosticExport", "MemoryDump", "Mobile", "ViewDashboard", "ViewReport", "WriteSyntheticData"],
            ApiScopes.NotGrantable);
    }

    [Theory]
    [InlineData("apiToken.read", "apiTokens.read")]
    [InlineData("APITOKENS.READ", "apiTokens.read")]
    [InlineData("setings.raed", "settings.read")]
    [InlineData("quantum.observe", null)]
    [InlineData("", null)]
    public void A_misspelling_finds_its_scope(string name, string? scope) => Assert.Equal(scope, ApiScopes.Nearest(name));

    [Fact]
    public void Every_scope_is_nearest_to_itself() =>
        Assert.All(ApiScopes.Grantable, scope => Assert.Equal(scope.Name, ApiScopes.Nearest(scope.Name)));
}
