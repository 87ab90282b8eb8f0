using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>-TimeBudget of Invoke-DtTokenRotation, before anything has begun.</summary>
public sealed class TimeBudgetTests
{
    [Fact]
    public async Task A_list_that_does_not_end_is_left_when_the_time_is_over()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Server.Faults.Add(
            new FaultRule { Method = "GET", Path = "/apiTokens$", Effect = FaultEffect.Delay, Delay = 3_600_000 });

        var run = tenant.Run("Invoke-DtTokenRotation $sampleId -TimeBudget 1s -Confirm:$false").Succeed();

        Assert.Contains("-TimeBudget", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Empty(tenant.Changes);
    }
}
