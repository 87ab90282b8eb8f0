using System.Diagnostics;
using System.Management.Automation;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class FindDtTokenTests
{
    private static readonly TimeSpan ProgressAfter = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task All_tokens_come_out_with_everything_that_is_known()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("Find-DtToken").Succeed();

        Assert.Equal(3, run.Output.Count);
        var sample = run.Output.Single(token => Equals(token.Properties["Name"].Value, "RW config token"));
        Assert.Equal(Tenant.PublicPart(tenant.Server.SampleToken), sample.Properties["Id"].Value);
        Assert.Equal(tenant.Url, sample.Properties["Environment"].Value);
        Assert.Equal(["ReadConfig", "WriteConfig"], (IEnumerable<string>)sample.Properties["Scopes"].Value);
        Assert.NotNull(sample.Properties["ExpirationDate"].Value);
        Assert.NotNull(sample.Properties["Owner"].Value);
    }

    [Fact]
    public async Task The_first_token_costs_one_page()
    {
        await using var tenant = await Tenant.ConnectAsync(new SandboxOptions { Tokens = 10_500, Seed = 1 });

        var run = tenant.Run("Find-DtToken | Select-Object -First 1").Succeed();

        Assert.Single(run.Output);
        Assert.Equal(1, tenant.Lists);
    }

    [Fact]
    public async Task Tokens_beyond_one_page_are_found()
    {
        await using var tenant = await Tenant.ConnectAsync(new SandboxOptions { Tokens = 10_500, Seed = 1 });

        var run = tenant.Run("Find-DtToken | ForEach-Object { $_.Id }").Succeed();

        Assert.Equal(10_503, run.Output.Distinct().Count());
        Assert.Equal(2, tenant.Lists);
    }

    [Fact]
    public async Task A_token_is_found_by_its_secret_in_every_form_and_the_secret_is_in_no_url()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Session.Set("plain", tenant.Server.SampleToken);

        var run = tenant.Run("Find-DtToken -Token $sample; Find-DtToken -Token $plain; $sample, $plain | Find-DtToken").Succeed();

        Assert.Equal(4, run.Output.Count);
        Assert.All(run.All("Name"), name => Assert.Equal("RW config token", name));
        Assert.All(tenant.Server.Log.Requests, request => Assert.EndsWith("/lookup", request.Path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-Name 'RW*'", "RW config token")]
    [InlineData("-Name 'rw CONFIG token', 'no such'", "RW config token")]
    [InlineData("-Scope WriteConfig, ReadConfig", "RW config token")]
    [InlineData("-Scope apiTokens.read", "Sandbox admin")]
    [InlineData("-ExpiringWithin 31d", "RW config token")]
    [InlineData("-Owner 'somebody@example.com'", "unused;expired;revoked")]
    [InlineData("-Owner 'SOME*'", "unused;expired;revoked")]
    [InlineData("-Expired", "expired")]
    [InlineData("-Revoked", "revoked")]
    [InlineData("-UnusedFor 90d -Enabled", "unused")]
    [InlineData("-PersonalAccessToken", "personal")]
    [InlineData("-ExpiringWithin 31d -Expired", "RW config token;expired")]
    [InlineData("-ExpiringWithin 1d", "")]
    public async Task Every_filter_keeps_what_matches(string filter, string names)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var store = tenant.Server.Tenant;
        store.Seed(new SeedToken { Name = "revoked", Owner = "somebody@example.com", Enabled = false });
        store.Seed(new SeedToken { Name = "expired", Owner = "somebody@example.com", ExpirationDate = store.Now.AddHours(-1) });
        store.Seed(new SeedToken { Name = "unused", Owner = "somebody@example.com", CreationDate = store.Now.AddDays(-100) });
        store.Seed(new SeedToken { Name = "personal", PersonalAccessToken = true });

        var run = tenant.Run("Find-DtToken " + filter).Succeed();

        Assert.Equal(names.Split(';', StringSplitOptions.RemoveEmptyEntries).Order(), run.All("Name").Cast<string>().Order());
    }

    [Fact]
    public async Task Revoked_for_counts_from_the_revocation_by_the_servers_clock()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run("Revoke-DtToken $sampleId").Succeed();

        Assert.Empty(tenant.Run("Find-DtToken -RevokedFor 7d").Succeed().Output);
        tenant.Server.Clock.Advance(TimeSpan.FromDays(7.01));

        Assert.Single(tenant.Run("Find-DtToken -RevokedFor 7d").Succeed().Output);
    }

    [Theory]
    [InlineData("14")]
    [InlineData("'14 parsecs'")]
    [InlineData("(14d)")]
    [InlineData("soon")]
    public async Task A_duration_that_is_none_is_refused_with_the_forms_that_are(string duration)
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("Find-DtToken -ExpiringWithin " + duration);

        var error = Assert.Single(run.Errors);
        Assert.Contains("14d", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Theory]
    [InlineData("14d")]
    [InlineData("14D")]
    [InlineData("'14 d'")]
    [InlineData("1209600s")]
    [InlineData("336h")]
    [InlineData("now+2w")]
    [InlineData("([TimeSpan]::FromDays(14))")]
    [InlineData("14.00:00:00")]
    [InlineData("([DateTime]::Now.AddDays(14))")]
    public async Task A_duration_is_read_in_every_friendly_form(string duration)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var store = tenant.Server.Tenant;
        store.Seed(new SeedToken { Name = "in 13 days", ExpirationDate = store.Now.AddDays(13) });
        store.Seed(new SeedToken { Name = "in 15 days", ExpirationDate = store.Now.AddDays(15) });

        var run = tenant.Run($"Find-DtToken -ExpiringWithin {duration}").Succeed();

        Assert.Equal(["in 13 days"], run.All("Name"));
    }

    [Fact]
    public async Task One_bad_record_is_one_error_and_the_others_are_served()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Session.Set("stranger", Tenant.Secure(Tokens.Make()));

        var run = tenant.Run("$stranger, 'not a token', $sample | Find-DtToken");

        Assert.Equal(["InvalidToken", "TokenNotFound"], run.ErrorIds.Order());
        Assert.Single(run.Output);
    }

    [Fact]
    public async Task A_whole_token_given_as_an_id_is_refused_and_not_sent()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Session.Set("plain", tenant.Server.SampleToken);

        var error = tenant.Run("Find-DtToken -Id $plain").FailWith("SecretAsId");

        Assert.Equal(Tenant.PublicPart(tenant.Server.SampleToken), error.TargetObject);
        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Theory]
    [InlineData("Find-DtToken -Id $old")]
    [InlineData("Revoke-DtToken $old")]
    [InlineData("Remove-DtToken $old -Confirm:$false")]
    [InlineData("Restore-DtToken $old")]
    [InlineData("Get-DtTokenRotation $old")]
    public async Task A_whole_token_of_the_old_format_is_no_id_either(string command)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var old = tenant.Server.Tenant.Seed(new SeedToken { Name = "old", OldFormat = true });
        tenant.Session.Set("old", old.Token);

        var run = tenant.Run("$VerbosePreference = 'Continue'; " + command);

        var error = run.FailWith("SecretAsId");
        Assert.DoesNotContain(old.Token, SecretSearch.Everything(run, tenant.Session), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(old.Token, error.TargetObject?.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(tenant.Server.Log.Requests, request => request.Path.Contains(old.Token, StringComparison.Ordinal));
        tenant.Run("Find-DtToken -Id $args[0]", old.Id).Succeed();
    }

    [Theory]
    [InlineData("Find-DtToken -Owner $plain")]
    [InlineData("Find-DtToken -Scope $plain")]
    public async Task A_whole_token_is_no_name_to_search_for(string command)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Session.Set("plain", tenant.Server.SampleToken);

        tenant.Run(command).FailWith("SecretAsName");

        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task An_unknown_id_is_named_in_the_error()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var error = tenant.Run("Find-DtToken -Id dt0c01.NOBODY").FailWith("TokenNotFound");

        Assert.Equal("dt0c01.NOBODY", error.TargetObject);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_request_that_is_under_way()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var gate = tenant.HoldAnswer(_ => true);

        var script = tenant.Session.Start("Find-DtToken");
        gate.AwaitRequest();
        var run = script.Stop();

        Assert.Equal(PSInvocationState.Stopped, run.State);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_wait_before_a_retry()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Server.Faults.Add(new FaultRule
        {
            Effect = FaultEffect.Status,
            Status = 429,
            Headers = new Dictionary<string, string> { ["Retry-After"] = "30" },
        });
        var gate = tenant.HoldAnswer(_ => true);

        var script = tenant.Session.Start("Find-DtToken");
        gate.AwaitRequest();
        gate.Open();
        var run = script.Stop();

        Assert.Equal(PSInvocationState.Stopped, run.State);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_loop_over_pages()
    {
        await using var tenant = await Tenant.ConnectAsync(new SandboxOptions { Tokens = 30_000, Seed = 1 });
        var lists = 0;
        var gate = tenant.HoldAnswer(_ => Interlocked.Increment(ref lists) == 3);
        tenant.Session.Set("open", (Action)gate.Open);

        var script = tenant.Session.Start("Find-DtToken | Watch-Stop $open");
        gate.AwaitRequest();
        var run = script.Stop();

        Assert.Equal(PSInvocationState.Stopped, run.State);
        Assert.NotEmpty(run.Output);
        Assert.Equal(3, tenant.Lists);
    }

    [Fact]
    public async Task Progress_is_shown_after_two_seconds()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var gate = tenant.HoldAnswer(_ => true);
        tenant.Session.Screen.OnProgress = _ => gate.Open();

        var (slow, tookUntilShown) = Timed(() => tenant.Run("Find-DtToken").Succeed());
        var (quick, took) = Timed(() => tenant.Run("Find-DtToken").Succeed());

        Assert.NotEmpty(slow.Progress);
        Assert.True(tookUntilShown >= ProgressAfter);
        Assert.True(quick.Progress.Count == 0 || took >= ProgressAfter);
    }

    [Fact]
    public async Task Progress_over_several_tokens_tells_the_share_in_words_too_and_the_time_that_is_left()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var ids = Enumerable.Range(0, 4).Select(i => tenant.Add("t" + i).Id).ToArray();
        var gate = tenant.HoldAnswer(request => request.Path.EndsWith(ids[2], StringComparison.Ordinal));
        tenant.Session.Screen.OnProgress = record =>
        {
            if (record.SecondsRemaining > 0)
            {
                gate.Open();
            }
        };

        tenant.Run("Revoke-DtToken $args[0] -ThrottleLimit 1", (object)ids).Succeed();

        Assert.Contains(
            tenant.Session.Screen.Progress,
            record => record.PercentComplete == 50 && record.StatusDescription == "2 of 4" && record.SecondsRemaining > 0);
    }

    [Fact]
    public async Task Tokens_come_in_the_order_of_their_ids_however_late_the_first_answers()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var ids = Enumerable.Range(0, 20).Select(i => tenant.Add("t" + i).Id).OrderByDescending(id => id).ToArray();
        AnswerGate gate = null!;
        var others = 0;
        gate = tenant.HoldAnswer(request =>
        {
            var isFirst = request.Path.EndsWith(ids[0], StringComparison.Ordinal);
            if (!isFirst && Interlocked.Increment(ref others) == 2)
            {
                gate.Open();
            }

            return isFirst;
        });
        tenant.Server.Faults.Add(new FaultRule { Effect = FaultEffect.Status, Status = 404, Path = ids[3] });

        var run = tenant.Run("Find-DtToken -Id $args[0]", (object)ids);

        Assert.Equal(ids.Where((_, i) => i != 3), run.All("Id"));
        run.FailWith("TokenNotFound");
    }

    [Fact]
    public async Task What_was_revoked_a_moment_ago_is_revoked()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Add("t");

        for (var i = 0; i < 5; i++)
        {
            var id = tenant.Add("t" + i).Id;
            var run = tenant.Run(
                "Revoke-DtToken $args[0]; Find-DtToken -RevokedFor 0d | Where-Object Id -eq $args[0]", id).Succeed();
            Assert.Equal(id, run.One.Properties["Id"].Value);
        }
    }

    [Fact]
    public async Task Verbose_tells_the_requests_without_their_secrets()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("Find-DtToken -Verbose").Succeed();

        Assert.Contains(run.Verbose, line => line.Contains("GET /api/v2/apiTokens", StringComparison.Ordinal));
    }

    private static (Run Run, TimeSpan Took) Timed(Func<Run> run)
    {
        var watch = Stopwatch.StartNew();
        return (run(), watch.Elapsed);
    }
}
