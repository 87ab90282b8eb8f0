using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>
/// What others do while a run is at work, waits, or has died: what it once read is no reason to revoke or to delete.
/// </summary>
public sealed class FreshFactsTests
{
    private const string Store = "-Store $store -Retrieve $retrieve -SecretName kept";
    private static readonly TimeSpan PastTheGracePeriod = TimeSpan.FromDays(8);

    [Fact]
    public async Task Tokens_that_are_restored_while_another_one_is_being_deleted_are_kept()
    {
        await using var tenant = await Tenant.ConnectAsync(clock: VirtualClock.Running());
        var due = Enumerable.Range(0, 8).Select(i => tenant.Add($"due-{i}").Id).ToList();
        tenant.Run("Invoke-DtTokenRotation $args | Complete-DtTokenRotation -Confirm:$false", [.. due]).Succeed();
        tenant.Server.Clock.Advance(PastTheGracePeriod);

        var first = tenant.HoldAnswer(request => request.Method == "DELETE");
        var running = tenant.Session.Start("Resume-DtTokenRotation -ThrottleLimit 1 -Confirm:$false");
        first.AwaitRequest();
        var restored = due.Where(id => tenant.Now(id) is not null).ToList();
        restored.ForEach(id => Change(tenant, id, new TokenChange { Enabled = true }));
        first.Open();
        running.End();

        Assert.Equal(due.Count - 1, restored.Count);
        Assert.All(restored, id => Assert.True(tenant.Now(id) is { Enabled: true }));
    }

    [Theory]
    [InlineData("Invoke-DtTokenRotation $sampleId | ForEach-Object { $meanwhile.Invoke(); $_ } | Complete-DtTokenRotation")]
    [InlineData($"Invoke-DtTokenRotation $sampleId {Store} -Overlap 0d")]
    public async Task The_old_token_stays_when_the_new_one_goes_while_a_consumer_or_a_store_is_slow(string rotate)
    {
        await using var tenant = await Tenant.ConnectAsync(clock: VirtualClock.Running());
        Keep(tenant);
        tenant.Session.Set("meanwhile", (Action)(() =>
        {
            tenant.Server.Clock.Advance(TimeSpan.FromMinutes(20));
            var successor = tenant.Server.Tenant.Tokens
                .Single(token => token.Name.Contains("[dtr pending", StringComparison.Ordinal));
            tenant.Server.Tenant.Delete(Generation.V2, Admin(tenant), successor.Id);
        }));

        tenant.Run(rotate);

        Assert.True(tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken) is { Enabled: true });
    }

    [Fact]
    public async Task One_answer_with_a_date_of_the_next_week_deletes_nothing()
    {
        var clock = VirtualClock.Running();
        var left = int.MaxValue;
        var options = new SandboxOptions
        {
            // The answer to this request bears the date; those that follow bear the true one again.
            OnRequest = _ =>
            {
                switch (Interlocked.Decrement(ref left))
                {
                    case 0:
                        clock.Advance(PastTheGracePeriod);
                        break;
                    case -1:
                        clock.Set(clock.GetUtcNow() - PastTheGracePeriod);
                        break;
                }
            },
        };
        await using var tenant = await Tenant.ConnectAsync(options, clock: clock);
        tenant.Run("Invoke-DtTokenRotation $sampleId | Complete-DtTokenRotation -Confirm:$false").Succeed();
        clock.Advance(TimeSpan.FromMinutes(1));

        // The caller is looked up, then the environment is listed.
        left = 2;
        tenant.Run("$null = Find-DtToken -Token $admin; Resume-DtTokenRotation -Confirm:$false");

        Assert.True(left < 0, "The run has not asked.");
        Assert.NotNull(tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken));
    }

    [Fact]
    public async Task A_new_token_in_use_survives_that_somebody_renames_the_old_one()
    {
        await using var tenant = await Tenant.ConnectAsync(clock: VirtualClock.Running());
        Keep(tenant);
        tenant.Run($"Invoke-DtTokenRotation $sampleId {Store} -Overlap 2d").Succeed();
        Change(tenant, Tenant.PublicPart(tenant.Server.SampleToken), new TokenChange { Name = "RW config token" });
        var current = Tenant.Plain(tenant.Run("$kept['kept']").One);

        foreach (var later in new[] { TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(40), TimeSpan.FromHours(25) })
        {
            tenant.Server.Clock.Advance(later);
            Assert.True(tenant.Server.Tenant.Authenticate(current).Succeeded);
            tenant.Run("Resume-DtTokenRotation -Confirm:$false");
            tenant.Run($"Resume-DtTokenRotation {Store} -Confirm:$false");
        }

        Assert.True(tenant.Server.Tenant.Authenticate(current).Succeeded);
    }

    [Fact]
    public async Task A_token_of_a_spec_file_survives_that_its_run_dies_and_another_one_has_no_store()
    {
        const string name = "from-a-file";
        using var secrets = new SecretFolder();
        var file = Path.Combine(secrets.NewHome(), "tokens.json");
        await File.WriteAllTextAsync(file, $$"""{ "tokens": [{ "name": "{{name}}", "scopes": ["metrics.read"] }] }""");
        var dying = string.Empty;
        using var promoted = new AnswerGate(
            request => request.CallerId == dying && File.Exists(Path.Combine(secrets.Path, name)));
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Clock = VirtualClock.Running(), OnRequest = promoted.Watch });
        using var other = await ServingProcess.StartAsync(sandbox, secrets.Path, secrets.NewHome());
        using (var process = await ServingProcess.StartAsync(sandbox, secrets.Path, secrets.NewHome()))
        {
            dying = process.CallerId;
            var run = process.SpecAsync(file);
            promoted.AwaitRequest();
            await process.KillAsync();
            promoted.Open();
            await Assert.ThrowsAnyAsync<Exception>(() => run);
        }

        var story = new List<string>();
        foreach (var later in new[] { TimeSpan.FromHours(1), TimeSpan.FromHours(25) })
        {
            sandbox.Clock.Advance(later);
            Assert.True(sandbox.Tenant.Authenticate(secrets.Secret(name)).Succeeded, string.Join('\n', story));
            story.AddRange(await other.ResumeWithoutStoreAsync());
        }

        story.AddRange(await other.SpecAsync(file));
        Assert.True(secrets.Current(sandbox, name) is { Enabled: true, Name: name }, string.Join('\n', story));
    }

    // A store in memory that takes its time where $meanwhile says so.
    private static void Keep(Tenant tenant)
    {
        tenant.Run("$kept = @{ kept = $sample }; $retrieve = { param($Name) $kept[$Name] }").Succeed();
        tenant.Run("$store = { param($Name, $Token) $kept[$Name] = $Token; if ($meanwhile -and $Name -eq 'kept') "
            + "{ $meanwhile.Invoke() } }").Succeed();
    }

    private static TenantToken Admin(Tenant tenant) => tenant.Server.Tenant.FindBySecret(tenant.Server.AdminToken)!;

    private static void Change(Tenant tenant, string id, TokenChange change) =>
        Assert.True(tenant.Server.Tenant.Update(Generation.V2, Admin(tenant), id, change).Succeeded);
}
