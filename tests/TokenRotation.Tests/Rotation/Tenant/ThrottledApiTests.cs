using Microsoft.Extensions.Time.Testing;
using TokenRotation.Api;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Rotation.Tenant;

public sealed class ThrottledApiTests
{
    private static readonly TokenSpec Spec = new() { Name = "ingest", Scopes = ["metrics.read"] };

    private static readonly Dictionary<string, Func<ThrottledApi, Task>> EveryCall = new()
    {
        ["list"] = api => api.ListAsync(new TokenQuery(), null, default),
        ["get"] = api => api.GetAsync("dt0c01.NOBODY", default),
        ["look up"] = api => api.LookupAsync(NewToken.Classic(), default),
        ["create"] = api => api.CreateAsync(Spec, default),
        ["update"] = api => api.UpdateAsync("dt0c01.NOBODY", new TokenUpdate { Enabled = false }, default),
        ["delete"] = api => api.DeleteAsync("dt0c01.NOBODY", default),
        ["delete at the end"] = api => api.AtTheEndAsync(
            (inner, ending) => inner.DeleteAsync("dt0c01.NOBODY", ending), TimeSpan.FromMinutes(1)),
        ["look up as another"] = api => api.As(NewToken.Classic()).LookupAsync(NewToken.Classic(), default),
        ["get as another"] = api => ((ITokenApi)api).As(NewToken.Classic()).GetAsync("dt0c01.NOBODY", default),
    };

    public static TheoryData<string> Calls => [.. EveryCall.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Every_call_waits_for_a_lane(string name)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (lanes, end) = (new Lanes(1), new TaskCompletionSource());
        var before = lanes.RunAsync(() => end.Task, default);
        sandbox.Server.Log.Clear();

        var call = EveryCall[name](new ThrottledApi(sandbox.Api, lanes, TimeProvider.System));

        Assert.False(call.IsCompleted);
        Assert.Empty(sandbox.Server.Log.Requests);
        end.SetResult();
        await before;
        await Record.ExceptionAsync(() => call);
        Assert.Single(sandbox.Server.Log.Requests);
    }

    [Fact]
    public void Every_method_of_the_api_is_among_the_calls()
    {
        var asked = new[] { "list", "get", "look up", "create", "update", "delete" };

        Assert.Equal(
            asked.Length, typeof(ITokenApi).GetMethods().Count(method => typeof(Task).IsAssignableFrom(method.ReturnType)));
    }

    [Fact]
    public async Task A_creation_that_waits_when_the_command_is_stopped_is_not_begun()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (lanes, end) = (new Lanes(1), new TaskCompletionSource());
        var before = lanes.RunAsync(() => end.Task, default);
        using var stop = new CancellationTokenSource();
        var tokens = sandbox.Server.Tenant.Tokens.Count;
        var creation = new ThrottledApi(sandbox.Api, lanes, TimeProvider.System).CreateAsync(Spec, stop.Token);

        await stop.CancelAsync();
        end.SetResult();
        await before;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => creation);
        Assert.Equal(tokens, sandbox.Server.Tenant.Tokens.Count);
    }

    [Fact]
    public async Task The_time_for_a_deletion_at_the_end_begins_when_its_turn_comes()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var token = RotationScene.Seed(sandbox, "ingest", TimeSpan.Zero);
        await sandbox.Api.UpdateAsync(token.Id, new TokenUpdate { Enabled = false }, default);
        var (lanes, end, time) = (new Lanes(1), new TaskCompletionSource(), new FakeTimeProvider());
        var before = lanes.RunAsync(() => end.Task, default);
        var deletion = new ThrottledApi(sandbox.Api, lanes, time)
            .AtTheEndAsync((api, ending) => api.DeleteAsync(token.Id, ending), TimeSpan.FromSeconds(1));

        time.Advance(TimeSpan.FromHours(1));
        end.SetResult();
        await before;

        Assert.True(await deletion);
    }
}
