using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Tokens that are named by -Name: exactly one is meant.</summary>
public sealed class TokenByNameTests
{
    private const string Name = "RW config token";

    [Fact]
    public async Task One_token_of_a_name_is_revoked_restored_and_removed_by_it()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Add("only [this] one");

        tenant.Run("Revoke-DtToken -Name 'only [this] one'").Succeed();
        Assert.False(tenant.Now(token)!.Enabled);

        tenant.Run("Restore-DtToken -Name 'only [this] one'").Succeed();
        Assert.True(tenant.Now(token)!.Enabled);

        tenant.Run("Revoke-DtToken -Name 'only [this] one'; Remove-DtToken -Name 'only [this] one' -GracePeriod 0d "
            + "-Confirm:$false").Succeed();
        Assert.Null(tenant.Now(token));
    }

    [Theory]
    [InlineData("Revoke-DtToken")]
    [InlineData("Remove-DtToken -Force -Confirm:$false")]
    [InlineData("Restore-DtToken")]
    public async Task Of_two_tokens_none_is_touched_and_both_are_named(string command)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var (one, other) = (tenant.Add("twin"), tenant.Add("twin"));

        var error = tenant.Run($"{command} -Name twin").FailWith("AmbiguousName");

        Assert.Contains(one.Id, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(other.Id, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(tenant.Changes);
    }

    [Theory]
    [InlineData("Revoke-DtToken")]
    [InlineData("Remove-DtToken -Force -Confirm:$false")]
    [InlineData("Restore-DtToken")]
    public async Task A_pattern_is_no_name(string command)
    {
        await using var tenant = await Tenant.ConnectAsync();

        var error = tenant.Run($"{command} -Name 'RW*'").FailWith("TokenNotFound");

        Assert.Contains("Find-DtToken", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(tenant.Changes);
    }

    [Fact]
    public async Task After_a_rotation_each_command_means_the_token_that_it_can_do_something_about()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var newId = (string)tenant.Run("($new = Invoke-DtTokenRotation $sampleId -Confirm:$false -WarningAction Ignore); $null = "
            + "$new | Complete-DtTokenRotation").Succeed().One.Properties["Id"].Value;
        var oldId = (string)tenant.Run("$sampleId").Succeed().One.BaseObject;

        tenant.Run($"Restore-DtToken -Name '{Name}'").Succeed();
        Assert.True(tenant.Now(oldId)!.Enabled);

        tenant.Run($"Revoke-DtToken $sampleId; Revoke-DtToken -Name '{Name}'").Succeed();
        Assert.False(tenant.Now(newId)!.Enabled);
    }

    [Fact]
    public async Task Text_of_an_IDs_shape_is_an_ID_and_a_secret_is_no_name()
    {
        await using var tenant = await Tenant.ConnectAsync();

        tenant.Run("Revoke-DtToken -Name $sampleId").Succeed();
        Assert.False(tenant.Now((string)tenant.Run("$sampleId").Succeed().One.BaseObject)!.Enabled);

        var secret = Tenant.Plain(tenant.Run("$admin").Succeed().One.BaseObject);
        tenant.Run("Revoke-DtToken -Name $args[0]", secret).FailWith("SecretAsName");
    }

    [Fact]
    public async Task API_v1_lists_names_alone_and_each_bearer_is_asked_for()
    {
        await using var tenant = await Tenant.ConnectAsync(v1: true);
        var token = tenant.Add("by v1");

        tenant.Run("Revoke-DtToken -Name 'by v1'").Succeed();

        Assert.False(tenant.Now(token)!.Enabled);
    }

    [Theory]
    [InlineData("NeedsAttention", "")]
    [InlineData("Revoked", "| Complete-DtTokenRotation")]
    public async Task A_rotation_is_shown_once_by_the_name_that_both_tokens_bear(string state, string completion)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run($"Invoke-DtTokenRotation $sampleId -Confirm:$false {completion}").Succeed();

        foreach (var name in new[] { Name, "RW*", "rw CONFIG tok??" })
        {
            var shown = tenant.Run($"Get-DtTokenRotation -Name '{name}'").Succeed().One;

            Assert.NotEqual(string.Empty, shown.Properties["SuccessorId"].Value);
            Assert.Equal(state, shown.Properties["State"].Value.ToString());
        }

        tenant.Run("Get-DtTokenRotation -Name nobody").FailWith("TokenNotFound");
        Assert.Empty(tenant.Run("Get-DtTokenRotation -Name 'nobody*'").Succeed().Output);
    }

    [Fact]
    public async Task A_connection_that_is_piped_in_names_no_token()
    {
        await using var tenant = await Tenant.ConnectAsync();

        tenant.Run("Get-DtEnvironment | Get-DtTokenRotation; Get-DtEnvironment | Resume-DtTokenRotation").Succeed();
        var error = tenant.Run("Get-DtEnvironment | Revoke-DtToken").Errors.Single();

        Assert.Equal("InputObjectMissingMandatory", error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains("Id", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Revoke-DtToken -Id ' {0} '")]
    [InlineData("' {0}' | Revoke-DtToken")]
    [InlineData("Invoke-DtTokenRotation '{0} ' -Confirm:$false | Complete-DtTokenRotation")]
    [InlineData("'{0} ' | Invoke-DtTokenRotation -Confirm:$false | Complete-DtTokenRotation")]
    public async Task White_space_around_an_ID_is_none_of_it(string command)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Add("spaced");

        tenant.Run(command.Replace("{0}", token.Id, StringComparison.Ordinal)).Succeed();

        Assert.False(tenant.Now(token)!.Enabled);
    }
}
