using TokenRotation.Module.Tests.Support;
using static TokenRotation.Module.Tests.Cmdlets.PlatformTokens;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Invoke-DtTokenRotation -Path at an account.</summary>
public sealed class PlatformSpecTests : IDisposable
{
    private const string Rotate = """
        Invoke-DtTokenRotation -Path $file -Confirm:$false -SecretName '{Name}' -Store {
            param($Name, $Token, $TokenId) $vault[$Name] = $Token
        } -Retrieve { param($Name) $vault[$Name] } -Discard { param($Name) $vault.Remove($Name) } -Environment
        """;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task What_is_missing_is_made_for_its_user_and_what_is_due_is_rotated()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var old = Seed(tenant);
        await WriteAsync(tenant, """
            [
              { "name": "ingest", "scopes": ["app-engine:apps:run"], "resource": ["RESOURCE"],
                "policy": { "expiringWithin": "40d" } },
              { "name": "fresh", "scopes": ["app-engine:apps:run"], "resource": ["RESOURCE"], "user": "dev@example.com",
                "expirationDate": "now+90d" }
            ]
            """);

        var run = tenant.Run($"$vault = @{{ ingest = $secret }}; {Rotate} $urn").Succeed();

        Assert.Equal(2, run.Output.Count);
        Assert.True(tenant.Platform(old.Id)!.ExpirationDate < old.ExpirationDate);
        var made = Assert.Single(
            tenant.Server.Account.PlatformTokens, token => token.Name.StartsWith("fresh", StringComparison.Ordinal));
        Assert.Equal(Person, made.Owner);
        Assert.True(made.ExpirationDate > tenant.Server.Clock.GetUtcNow().AddDays(80));
        Assert.Equal(made.Token, tenant.Run(
            "[System.Net.NetworkCredential]::new('', $vault['fresh']).Password").Succeed().One.BaseObject);

        var count = tenant.Server.Account.PlatformTokens.Count;
        tenant.Run($"{Rotate} $urn").Succeed();
        Assert.Equal(count, tenant.Server.Account.PlatformTokens.Count);
    }

    [Theory]
    [InlineData("""{ "name": "n", "scopes": ["metrics.read"] }""", "$urn", "classic token")]
    [InlineData("""{ "name": "n", "scopes": ["app-engine:apps:run"], "resource": ["abc12345"] }""", "$url", "Connect-DtAccount")]
    public async Task What_no_connection_fits_is_an_error_with_its_line(string spec, string environment, string says)
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        await WriteAsync(tenant, $"[\n{spec}\n]");

        var error = tenant.Run($"$vault = @{{}}; {Rotate} {environment}").FailWith("InvalidTokenSpec");

        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("2", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(tenant.Server.Log.Requests, request => request.Method == "POST");
    }

    private async Task WriteAsync(Tenant tenant, string text)
    {
        var written = text.Replace("RESOURCE", tenant.Server.Account.EnvironmentUrn, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_file, written);
        tenant.Session.Set("file", _file);
    }
}
