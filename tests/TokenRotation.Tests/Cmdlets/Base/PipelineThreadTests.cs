using System.Diagnostics;
using System.Management.Automation;

namespace TokenRotation.Tests.Cmdlets.Base;

public sealed class PipelineThreadTests : IDisposable
{
    private readonly ProbeSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Work_runs_on_the_pipelines_thread_in_the_order_in_which_it_came()
    {
        var threads = new List<int>();
        var pipeline = 0;
        using var script = _session.Script("Test-Probe $call", async (probe, _) =>
        {
            pipeline = probe.Thread;
            Assert.NotEqual(pipeline, Environment.CurrentManagedThreadId);
            await Task.WhenAll(Enumerable.Range(0, 100).Select(number => probe.Leave(() =>
            {
                threads.Add(Environment.CurrentManagedThreadId);
                return number;
            })).Select(async (left, number) => Assert.Equal(number, await left)));
            await Task.WhenAll(Enumerable.Range(0, 100).Select(number => probe.Emit(number)));
        });

        var output = script.Invoke();

        Assert.Empty(script.Streams.Error);
        Assert.Equal(Enumerable.Range(0, 100), output.Select(one => (int)one.BaseObject));
        Assert.Equal(pipeline, Assert.Single(threads.Distinct()));
    }

    [Fact]
    public void Work_wakes_the_pipelines_thread_at_once()
    {
        var took = new List<TimeSpan>();
        using var script = _session.Script("Test-Probe $call", async (probe, _) =>
        {
            for (var i = 0; i < 100; i++)
            {
                var watch = Stopwatch.StartNew();
                await probe.Leave(() => i);
                took.Add(watch.Elapsed);
            }
        });

        script.Invoke();

        // A wait for the pulse would take 0.2 s each time; on a busy machine some take as long for want of a processor.
        Assert.InRange(took.Order().ElementAt(25), TimeSpan.Zero, TimeSpan.FromSeconds(0.15));
    }

    [Fact]
    public void What_the_call_leaves_without_waiting_for_it_is_run_all_the_same()
    {
        using var script = _session.Script("Test-Probe $call", (probe, stopping) =>
        {
            _ = probe.Emit("left");
            return Task.CompletedTask;
        });

        Assert.Equal("left", Assert.Single(script.Invoke()).BaseObject);
    }

    [Fact]
    public void A_failure_of_the_work_is_the_calls_to_handle()
    {
        using var script = _session.Script("Test-Probe $call", async (probe, _) =>
        {
            var failure = await Assert.ThrowsAsync<FormatException>(() => probe.Leave(Fail));
            await probe.Emit(failure.Message);
        });

        Assert.Equal("no", Assert.Single(script.Invoke()).BaseObject);
    }

    [Fact]
    public void When_a_later_command_wants_no_more_the_call_tidies_up_and_the_cmdlet_ends()
    {
        var tidied = 0;
        Exception? refused = null;
        using var script = _session.Script("Test-Probe $call | Select-Object -First 1; 'next'", async (probe, stopping) =>
        {
            var ended = await Assert.ThrowsAsync<PipelineStoppedException>(() => probe.Emit("first"));
            Assert.False(stopping.IsCancellationRequested);
            tidied = (int)Assert.Single(await probe.Session("1")).BaseObject;
            refused = await Record.ExceptionAsync(() => probe.Emit("second"));
            Assert.Same(ended, refused);
        });

        var output = script.Invoke();

        Assert.Equal(["first", "next"], output.Select(one => one.BaseObject));
        Assert.Equal(1, tidied);
        Assert.NotNull(refused);
        Assert.Empty(script.Streams.Error);
    }

    [Fact]
    public void A_failure_of_a_later_command_reaches_the_call_and_ends_the_cmdlet()
    {
        Exception? seen = null;
        using var script = _session.Script("Test-Probe $call | ForEach-Object { throw 'full' }", async (probe, _) =>
        {
            seen = await Record.ExceptionAsync(() => probe.Emit("first"));
            throw seen!;
        });

        var failure = Assert.ThrowsAny<RuntimeException>(() => script.Invoke());

        Assert.Equal("full", failure.Message);
        Assert.Equal("full", seen?.Message);
    }

    [Fact]
    public async Task After_a_stop_work_is_refused_and_what_was_left_is_not_run()
    {
        using var running = new ManualResetEventSlim();
        var ran = 0;
        var refused = new List<Exception?>();
        using var script = _session.Script("Test-Probe $call", async (probe, stopping) =>
        {
            var first = probe.Leave(() =>
            {
                running.Set();
                return stopping.WaitHandle.WaitOne();
            });
            var second = probe.Leave(() => ran++);
            await first;
            refused.Add(await Record.ExceptionAsync(() => second));
            refused.Add(await Record.ExceptionAsync(() => probe.Leave(() => ran++)));
        });

        var invocation = script.BeginInvoke();
        Assert.True(running.Wait(TimeSpan.FromMinutes(2)));
        script.Stop();

        await Assert.ThrowsAsync<PipelineStoppedException>(() => Task.Factory.FromAsync(invocation, script.EndInvoke));
        Assert.Equal(0, ran);
        Assert.Equal(2, refused.Count);
        Assert.All(refused, failure => Assert.IsType<PipelineStoppedException>(failure));
    }

    [Fact]
    public void Work_left_between_two_calls_is_run_by_the_next()
    {
        Task? between = null;
        using var script = _session.Script("1, 2 | ForEach-Object { $_ } | Test-Probe $call", async (probe, _) =>
        {
            await (between ?? Task.CompletedTask);
            between = LeaveLaterAsync(probe);
        });

        Assert.Equal("left", Assert.Single(script.Invoke()).BaseObject);
    }

    [Fact]
    public void Work_left_after_the_cmdlet_has_ended_is_refused()
    {
        ProbeCommand? ended = null;
        using var script = _session.Script("Test-Probe $call", (probe, _) =>
        {
            ended = probe;
            return Task.CompletedTask;
        });

        script.Invoke();

        Assert.True(ended!.Leave(() => 1).IsFaulted);
    }

    private static async Task LeaveLaterAsync(ProbeCommand probe)
    {
        await Task.Delay(50);
        await probe.Emit("left");
    }

    private static int Fail() => throw new FormatException("no");
}
