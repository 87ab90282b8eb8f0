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

    [Fact]
    public async Task Whoever_declines_in_a_pipeline_is_told_once_what_to_do()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var ids = Enumerable.Range(0, 2).Select(i => tenant.Add($"declined {i}").Id).ToArray();
        Array.ForEach(ids, _ => tenant.Session.Screen.Answers.Enqueue("No"));

        var run = tenant.Run("Invoke-DtTokenRotation $args | Complete-DtTokenRotation -Confirm", [.. ids]).Succeed();

        var warning = Assert.Single(run.Warnings);
        Assert.Contains($"Complete-DtTokenRotation -Id {ids[0]}, {ids[1]};", warning, StringComparison.Ordinal);
        Assert.All(ids, id => Assert.True(tenant.Now(id)!.Enabled));
    }

    [Fact]
    public async Task Whoever_declines_later_is_told_what_to_do()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run("$new = Invoke-DtTokenRotation $sampleId -WarningAction Ignore").Succeed();
        tenant.Session.Screen.Answers.Enqueue("No");

        var run = tenant.Run("$new | Complete-DtTokenRotation -Confirm").Succeed();

        var old = Tenant.PublicPart(tenant.Server.SampleToken);
        Assert.Contains($"Complete-DtTokenRotation -Id {old}", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }
}
