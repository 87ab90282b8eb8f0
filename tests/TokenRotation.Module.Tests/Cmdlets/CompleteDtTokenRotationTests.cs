using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class CompleteDtTokenRotationTests
{
    private const int MoreThanAPage = 120;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_record_is_completed_in_an_environment_of_more_tokens_than_a_short_list_shows(bool v1)
    {
        await using var tenant = await Tenant.ConnectAsync(v1: v1);
        for (var i = 0; i < MoreThanAPage; i++)
        {
            tenant.Server.Tenant.Seed(new SeedToken
            {
                Name = $"other {i}",
                Scopes = ["metrics.read"],
                CreationDate = tenant.Server.Tenant.Now.AddDays(-2),
                ModifiedDate = tenant.Server.Tenant.Now.AddDays(-1),
            });
        }

        var ids = Enumerable.Range(0, 3).Select(i => tenant.Add($"completed {i}").Id).ToArray();

        tenant.Run("Invoke-DtTokenRotation $args | Complete-DtTokenRotation -Confirm:$false", [.. ids]).Succeed();

        Assert.All(ids, id => Assert.False(tenant.Now(id)!.Enabled));
    }
}
