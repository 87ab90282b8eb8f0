using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>Ctrl+C at the call that decides.</summary>
public sealed class InterruptTests
{
    [Fact]
    public async Task At_the_call_that_writes_the_commit_mark_it_leaves_nothing_that_one_command_does_not_settle()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var old = Tenant.PublicPart(tenant.Server.SampleToken);
        var gate = tenant.HoldAnswer(request => request.Method == "PUT" && request.Path.EndsWith(old, StringComparison.Ordinal));
        tenant.Session.Set("open", (Action)gate.Open);

        var script = tenant.Session.Start("Invoke-DtTokenRotation $sampleId | Watch-Stop $open");
        gate.AwaitRequest();
        var run = script.Stop();

        Assert.Empty(run.Output);
        var now = tenant.Server.Tenant.Find(old)!;
        Assert.True(now.Enabled);
        if (now.Name.Contains("[dtr", StringComparison.Ordinal))
        {
            tenant.Run("Undo-DtTokenRotation $sampleId").Succeed();
        }

        Assert.DoesNotContain("[dtr", tenant.Server.Tenant.Find(old)!.Name, StringComparison.Ordinal);
    }
}
