using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>What New-DtToken makes of what is piped in.</summary>
public sealed class DescribedTokenTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dt-described");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("@{ name = 'n'; scopes = @('metrics.read', 'logs.read'); expiresIn = @{ value = 30; unit = 'DAYS' } }")]
    [InlineData("[pscustomobject] @{ Name = 'n'; Scopes = 'metrics.read logs.read'; ExpiresIn = '30d' }")]
    [InlineData("[pscustomobject] @{ Name = 'n'; Scope = 'metrics.read, logs.read'; Lifetime = [timespan]::FromDays(30) }")]
    [InlineData("[pscustomobject] @{ name = 'n'; scopes = 'metrics.read;logs.read'; expirationDate = 'now+30d' }")]
    [InlineData("[pscustomobject] @{ name = 'n'; scopes = 'metrics.read|logs.read'; expiresIn = ''; expirationDate = 'now+30d'; "
        + "Owner = '' }")]
    [InlineData("'{ \"name\": \"n\", \"scopes\": [\"metrics.read\", \"logs.read\"], \"expirationDate\": \"now+30d\" }'")]
    public async Task An_object_says_what_a_token_is_to_be(string described)
    {
        await using var tenant = await Tenant.ConnectAsync();

        var made = Made(tenant, tenant.Run($"{described} | New-DtToken"));

        Assert.Equal("n", made.Name);
        Assert.Equal(["metrics.read", "logs.read"], made.Scopes);
        Assert.Equal(30, (made.ExpirationDate - made.CreationDate)!.Value.TotalDays, 0.01);
    }

    [Theory]
    [InlineData("creationDate = '2024-01-01T00:00:00.000Z'; expirationDate = '2024-01-31T00:00:00.000Z'; owner = "
        + "'admin@example.com'; enabled = $true")]
    [InlineData("created = 1704067200000; expires = 1706659200000; userId = 'admin@example.com'; revoked = $false")]
    [InlineData("created = [datetime]::SpecifyKind('2024-01-01', 'Utc'); expires = [datetimeoffset]::new(2024, 1, 31, 0, 0, 0, "
        + "[timespan]::Zero)")]
    public async Task An_answer_of_the_API_is_copied_with_the_lifetime_of_its_token(string rest)
    {
        await using var tenant = await Tenant.ConnectAsync();

        var made = Made(tenant, tenant.Run(
            "[pscustomobject] @{ id = 'dt0c01.RECORDED'; name = 'n [dtr revoked 20260101T000000Z]'; scopes = "
                + $"@('metrics.read'); {rest} }} | New-DtToken"));

        Assert.Equal("n", made.Name);
        Assert.Equal(30, (made.ExpirationDate - made.CreationDate)!.Value.TotalDays, 0.01);
    }

    [Fact]
    public async Task A_file_is_read_as_a_spec()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var path = Path.Combine(_folder.FullName, "[one].json");
        await File.WriteAllTextAsync(path, """{ "name": "n", "scopes": ["metrics.read"], "expirationDate": null }""");

        var made = Made(tenant, tenant.Run("[System.IO.FileInfo]::new($args[0]) | New-DtToken", path));

        Assert.Null(made.ExpirationDate);
    }

    [Fact]
    public async Task Parameters_count_instead_of_what_the_object_says()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var made = Made(tenant, tenant.Run(
            "[pscustomobject] @{ Name = 'n'; Scopes = 'metrics.read'; ExpiresIn = '30d' } | New-DtToken -Name other -Scope "
                + "logs.read -ExpirationDate now+5d"));

        Assert.Equal("other", made.Name);
        Assert.Equal(["logs.read"], made.Scopes);
        Assert.Equal(5, (made.ExpirationDate - made.CreationDate)!.Value.TotalDays, 0.01);
    }

    [Fact]
    public async Task A_connection_that_is_piped_in_is_where_the_token_is_made()
    {
        await using var tenant = await Tenant.ConnectAsync();

        Assert.Equal("there", Made(tenant, tenant.Run("Get-DtEnvironment | New-DtToken there metrics.read")).Name);
    }

    [Theory]
    [InlineData("[pscustomobject] @{ Scopes = 'metrics.read' }", "Name")]
    [InlineData("[pscustomobject] @{ Name = 'n' }", "Scopes")]
    [InlineData("[pscustomobject] @{ Name = 'n'; Scopes = 'metrics.read'; ExpiresIn = 'soon' }", "Lifetime")]
    [InlineData("[pscustomobject] @{ Name = 'n'; Scopes = 'metrics.read'; ExpiresIn = @{ value = 1; unit = 'YEARS' } "
        + "}", "Lifetime")]
    [InlineData("[pscustomobject] @{ Name = 'n'; Scopes = 'metrics.read'; ExpirationDate = 'soon' }", "ExpirationDate")]
    [InlineData("[pscustomobject] @{ Name = 'n'; Scopes = 'metrics.read'; PersonalAccessToken = 'maybe' "
        + "}", "PersonalAccessToken")]
    [InlineData("'dt0c01.SOMETHING'", "describes no token")]
    public async Task What_is_missing_or_illegible_is_named(string described, string said)
    {
        await using var tenant = await Tenant.ConnectAsync();

        Assert.Contains(
            said, tenant.Run($"{described} | New-DtToken").FailWith("InvalidTokenSpec").ToString(), StringComparison.Ordinal);
        Assert.Empty(tenant.Changes);
    }

    [Fact]
    public async Task A_label_in_a_table_is_answered_with_its_scope()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var error = tenant.Run("[pscustomobject] @{ Name = 'n'; Scopes = 'metrics.read, Read configuration' } | "
            + "New-DtToken").FailWith("UnknownScope");

        Assert.Contains("'ReadConfig'", error.ToString(), StringComparison.Ordinal);
    }

    private static TenantToken Made(Tenant tenant, Run run) => tenant.Now((string)run.Succeed().One.Properties["Id"].Value)!;
}
