using System.Collections;
using System.Diagnostics;
using System.Security;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class InvokeDtTokenRotationTests
{
    [Theory]
    [InlineData("Find-DtToken -Token $sample | Invoke-DtTokenRotation")]
    [InlineData("Invoke-DtTokenRotation -Id $sampleId")]
    [InlineData("Invoke-DtTokenRotation -Name 'RW config token'")]
    [InlineData("Invoke-DtTokenRotation -Token $sample")]
    public async Task The_new_token_takes_over_name_scopes_and_lifetime_and_the_old_one_stays_enabled(string script)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var old = tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!;

        var run = tenant.Run(script).Succeed();

        Assert.IsType<SecureString>(run.One.Properties["Token"].Value);
        var made = tenant.Server.Tenant.FindBySecret(Tenant.Plain(run.One.Properties["Token"].Value))!;
        Assert.Equal(old.Name, run.One.Properties["Name"].Value);
        Assert.Equal($"{old.Name} [dtr pending", made.Name[..(old.Name.Length + 13)]);
        Assert.Equal(old.Scopes, made.Scopes);
        Assert.Equal(
            (old.ExpirationDate - old.CreationDate)!.Value.TotalDays,
            (made.ExpirationDate - made.CreationDate)!.Value.TotalDays,
            0.01);
        var marked = tenant.Now(old)!;
        Assert.True(marked.Enabled);
        Assert.EndsWith($" by {made.Id}]", marked.Name, StringComparison.Ordinal);
        Assert.Contains($"Complete-DtTokenRotation -Id {old.Id}", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(old.Id, run.One.Properties["OldId"].Value);
        var removable = (DateTimeOffset)run.One.Properties["OldRemovableFrom"].Value;
        Assert.Equal(7, (removable - tenant.Server.Clock.GetUtcNow()).TotalDays, 0.01);
    }

    [Fact]
    public async Task The_old_token_is_revoked_when_the_next_command_says_that_the_new_one_has_arrived()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var seen = new ArrayList();
        tenant.Session.Set("seen", seen);

        var run = tenant.Run(
            "Invoke-DtTokenRotation $sampleId | ForEach-Object { [void]$seen.Add((Test-DtToken $sample)); "
                + "[void]$seen.Add((Test-DtToken $_.Token)); $_ } | Complete-DtTokenRotation | "
            + "ForEach-Object { \"$($_.State)\"; Test-DtToken $sample }").Succeed();

        Assert.Equal(["Revoked", false], run.Output.Select(item => item.BaseObject));
        Assert.Equal([true, true], seen.Cast<bool>());
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public async Task A_consumer_that_fails_leaves_the_old_token_enabled_and_says_how_to_go_on()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("Invoke-DtTokenRotation $sampleId | ForEach-Object { throw 'the vault is full' }");

        Assert.NotNull(run.Failure);
        Assert.True(tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!.Enabled);
        Assert.Contains("Complete-DtTokenRotation", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipeline_that_stops_early_leaves_the_old_token_enabled()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("Invoke-DtTokenRotation $sampleId | Select-Object -First 1").Succeed();

        Assert.Contains("1 were handed over and not completed", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.True(tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!.Enabled);
    }

    [Fact]
    public async Task Ctrl_C_while_the_consumer_is_at_work_leaves_the_old_token_enabled()
    {
        await using var tenant = await Tenant.ConnectAsync();
        using var reached = new ManualResetEventSlim();
        tenant.Session.Set("reached", reached);

        var script = tenant.Session.Start(
            "Invoke-DtTokenRotation $sampleId | ForEach-Object { $reached.Set(); while ($true) { } }");
        Assert.True(reached.Wait(TimeSpan.FromMinutes(2)));
        var run = script.Stop();

        Assert.True(tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!.Enabled);
        Assert.Contains("1 were handed over and not completed", run.Screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/apiTokens")]
    [InlineData("POST", "/lookup")]
    public async Task A_new_token_whose_answer_comes_after_Ctrl_C_is_undone(string method, string path)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var gate = tenant.HoldAnswer(
            request => request.Method == method && request.Path.EndsWith(path, StringComparison.Ordinal));
        tenant.Session.Set("open", (Action)gate.Open);

        var script = tenant.Session.Start("Invoke-DtTokenRotation $sampleId | Watch-Stop $open");
        gate.AwaitRequest();
        var stopped = Stopwatch.StartNew();
        script.Stop();

        // What is cut off after that may stay behind, marked for a later run.
        if (stopped.Elapsed < TimeSpan.FromMilliseconds(400))
        {
            Assert.Equal(3, tenant.Server.Tenant.Tokens.Count);
        }

        Assert.True(tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!.Enabled);
    }

    [Fact]
    public async Task Ctrl_C_during_the_creation_does_not_wait_for_an_answer_that_does_not_come()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var gate = tenant.HoldAnswer(request => request.Method == "POST");

        var script = tenant.Session.Start("Invoke-DtTokenRotation $sampleId");
        gate.AwaitRequest();
        script.Stop();

        var left = Assert.Single(
            tenant.Server.Tenant.Tokens, token => token.Name.StartsWith("RW config token [", StringComparison.Ordinal));
        Assert.Contains("[dtr pending ", left.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_token_that_authenticates_hands_over_to_its_successor(bool v1)
    {
        await using var tenant = await Tenant.ConnectAsync(v1: v1);
        var old = tenant.Server.Tenant.FindBySecret(v1 ? tenant.Server.V1AdminToken : tenant.Server.AdminToken)!;

        var run = tenant.Run("Invoke-DtTokenRotation (Get-DtEnvironment).CallerId | ForEach-Object { $_; $new = $_ }; $null = "
            + "$new | Complete-DtTokenRotation").Succeed();

        Assert.False(tenant.Now(old)!.Enabled);
        Assert.Equal(run.One.Properties["Id"].Value, tenant.Run("(Get-DtEnvironment).CallerId").Succeed().One.BaseObject);
        Assert.Equal(4, tenant.Run("Find-DtToken").Succeed().Output.Count);
    }

    [Fact]
    public async Task A_caller_is_not_rotated_into_one_that_could_not_revoke_it()
    {
        await using var tenant = await Tenant.ConnectAsync();

        tenant.Run("Invoke-DtTokenRotation (Get-DtEnvironment).CallerId -Scope metrics.read").FailWith("RotationRefused");

        Assert.Empty(tenant.Changes);
    }

    [Fact]
    public async Task Wishes_for_the_new_token_are_granted()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run(
            "Invoke-DtTokenRotation $sampleId -NewName renewed -Scope ReadConfig -Lifetime 90d -AsPlainText").Succeed();

        var made = tenant.Server.Tenant.FindBySecret((string)run.One.Properties["Token"].Value)!;
        Assert.StartsWith("renewed [dtr pending", made.Name, StringComparison.Ordinal);
        Assert.Equal(["ReadConfig"], made.Scopes);
        Assert.Equal(90, (made.ExpirationDate - made.CreationDate)!.Value.TotalDays, 0.01);
    }

    [Fact]
    public async Task A_token_that_works_only_after_a_while_is_waited_for()
    {
        var clock = new VirtualClock(new DateTimeOffset(2026, 3, 2, 10, 30, 0, TimeSpan.Zero));
        var slow = new SandboxOptions
        {
            Tenant = new TenantOptions { CreatePropagation = TimeSpan.FromSeconds(1) },
            OnRequest = request => clock.Advance(request.Status == 401 ? TimeSpan.FromSeconds(1) : TimeSpan.Zero),
        };
        await using var tenant = await Tenant.ConnectAsync(slow, clock: clock);

        tenant.Run("Invoke-DtTokenRotation $sampleId").Succeed();

        Assert.Contains(tenant.Server.Log.Requests, request => request.Status == 401);
    }

    [Fact]
    public async Task A_new_token_that_cannot_be_verified_is_deleted_and_the_old_one_untouched()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Server.Faults.Add(new FaultRule
        {
            Path = "/lookup$",
            Effect = FaultEffect.Status,
            Status = 200,
            Body = """{ "id": "dt0c01.ANOTHER", "name": "another", "enabled": true, "scopes": ["ReadConfig", "WriteConfig"] }""",
        });

        var run = tenant.Run("Invoke-DtTokenRotation $sampleId");

        run.FailWith("AnswerMalformed");
        Assert.Empty(run.Output);
        Assert.Single(tenant.Server.Tenant.Tokens, token => token.Name == "RW config token" && token.Enabled);
    }

    [Fact]
    public async Task A_revocation_that_fails_is_an_error_and_both_tokens_work()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Server.Faults.Add(new FaultRule { Method = "PUT", Nth = 2, Effect = FaultEffect.Status, Status = 400 });

        var run = tenant.Run("Invoke-DtTokenRotation $sampleId | Complete-DtTokenRotation");

        run.FailWith("RequestRefused");
        Assert.True(tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!.Enabled);
        Assert.Contains("Complete-DtTokenRotation", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_several_tokens_have_rotates_none()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Add("twin");
        tenant.Add("twin");

        tenant.Run("Invoke-DtTokenRotation -Name twin").FailWith("AmbiguousName");

        Assert.Empty(tenant.Changes);
    }

    [Fact]
    public async Task A_name_that_no_token_has_is_an_error()
    {
        await using var tenant = await Tenant.ConnectAsync();

        tenant.Run("Invoke-DtTokenRotation -Name nobody").FailWith("TokenNotFound");
    }

    [Theory]
    [MemberData(nameof(NotRotated))]
    public async Task What_cannot_be_replaced_is_refused(string name, SeedToken seed)
    {
        Assert.NotEmpty(name);
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Server.Tenant.Seed(seed);

        tenant.Run("Invoke-DtTokenRotation $args[0]", token.Id).FailWith("RotationRefused");

        Assert.Empty(tenant.Changes);
    }

    public static TheoryData<string, SeedToken> NotRotated => new()
    {
        { "revoked", new SeedToken { Name = "revoked", Enabled = false, Scopes = ["metrics.read"] } },
        { "foreign personal", new SeedToken
        {
            Name = "personal",
            Owner = "them@example.com",
            PersonalAccessToken = true,
            Scopes = ["metrics.read"],
        } },
        { "sharing", new SeedToken
        {
            Name = "sharing",
            Scopes = ["metrics.read"],
            AdditionalMetadata = new Dictionary<string, string> { ["dashboardId"] = "1" },
        } },
        { "without scopes", new SeedToken { Name = "empty" } },
    };

    [Fact]
    public async Task What_if_prints_each_step_and_changes_nothing()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("Find-DtToken -Name 'RW*' | Invoke-DtTokenRotation -WhatIf").Succeed();

        Assert.Equal(1, run.Screen.Split("What if:").Length - 1);
        Assert.Contains("Create", run.Screen, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Empty(tenant.Changes);
    }

    [Theory]
    [InlineData(new[] { "Yes", "Yes" }, true, false)]
    [InlineData(new[] { "Yes", "No" }, true, true)]
    [InlineData(new[] { "No" }, false, true)]
    public async Task Confirm_asks_before_each_step(string[] answers, bool created, bool oldWorks)
    {
        await using var tenant = await Tenant.ConnectAsync();
        Array.ForEach(answers, tenant.Session.Screen.Answers.Enqueue);

        var run = tenant.Run("Invoke-DtTokenRotation $sampleId -Confirm | Complete-DtTokenRotation -Confirm").Succeed();

        Assert.Equal(answers.Length, tenant.Session.Screen.Prompts.Count);
        Assert.Equal(created, run.Output.Count == 1);
        Assert.Equal(oldWorks, tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!.Enabled);
    }

    [Fact]
    public async Task Who_declines_the_revocation_is_told_the_command_that_the_rotation_shows()
    {
        await using var vault = await VaultTenant.StartAsync();
        var old = vault.Sample!.Id;
        Array.ForEach(["Yes", "No"], vault.Tenant.Session.Screen.Answers.Enqueue);

        var run = vault.Rotate("-Confirm").Succeed();
        var shown = vault.Tenant.Run("Get-DtTokenRotation -Vault Ops -SecretName dt-rw").Succeed().One;

        var command = $"Resume-DtTokenRotation -Id {old} with the same store revokes";
        Assert.Contains(command, Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Contains(command, run.One.Properties["Reason"].Value.ToString(), StringComparison.Ordinal);
        Assert.Contains(command, shown.Properties["Reason"].Value.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resuming_deletes_what_is_due_and_nothing_else()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var orphan = tenant.Server.Tenant.Seed(new SeedToken
        {
            Name = "no successor [dtr revoked 20200101T000000Z by dt0c01.NOBODY]",
            Enabled = false,
        });
        tenant.Run("Invoke-DtTokenRotation $sampleId | Complete-DtTokenRotation | Out-Null").Succeed();
        Assert.Empty(tenant.Run("Resume-DtTokenRotation").Succeed().Output);
        tenant.Server.Clock.Advance(TimeSpan.FromDays(7.01));
        tenant.Server.Log.Clear();

        var preview = tenant.Run("Resume-DtTokenRotation -WhatIf").Succeed();
        Assert.Contains("Delete", preview.Screen, StringComparison.Ordinal);
        Assert.Empty(tenant.Changes);

        var run = tenant.Run("Resume-DtTokenRotation").Succeed();

        Assert.Equal(Tenant.PublicPart(tenant.Server.SampleToken), run.One.Properties["Id"].Value);
        Assert.Equal("DELETE", Assert.Single(tenant.Changes).Method);
        Assert.NotNull(tenant.Now(orphan));
    }

    [Fact]
    public async Task As_many_as_come_in_are_rotated_and_a_bad_one_does_not_stop_them()
    {
        await using var tenant = await Tenant.ConnectAsync();
        for (var i = 0; i < 10; i++)
        {
            tenant.Add($"many {i}");
        }

        tenant.Server.Tenant.Seed(new SeedToken { Name = "many and empty" });
        var run = tenant.Run("Find-DtToken -Name 'many *' | Invoke-DtTokenRotation | Complete-DtTokenRotation");

        var refused = run.FailWith("RotationRefused");
        Assert.Contains("run the command again", refused.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(10, run.Output.Count);
        Assert.Equal(10, tenant.Server.Tenant.Tokens.Count(token => !token.Enabled));
    }

    [Fact]
    public async Task Progress_counts_the_tokens_and_tells_the_time_that_is_left()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var ids = Enumerable.Range(0, 4).Select(i => tenant.Add("t" + i).Id).ToArray();
        var gate = tenant.HoldAnswer(
            request => request.Method == "PUT" && request.Path.EndsWith(ids[2], StringComparison.Ordinal));
        tenant.Session.Screen.OnProgress = record =>
        {
            if (record.SecondsRemaining > 0)
            {
                gate.Open();
            }
        };

        tenant.Run("Invoke-DtTokenRotation $args[0] -ThrottleLimit 1 -WarningAction Ignore", (object)ids).Succeed();

        Assert.Contains(
            tenant.Session.Screen.Progress,
            record => record.StatusDescription.EndsWith(" of 4", StringComparison.Ordinal)
                && record.PercentComplete is > 0 and < 100
                && record.SecondsRemaining > 0);
    }

    [Fact]
    public async Task Verbose_lines_come_before_the_object_that_they_explain()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var id = tenant.Add("t").Id;

        var run = tenant.Run("Invoke-DtTokenRotation $args[0] -Verbose -WarningAction Ignore 4>&1 | ForEach-Object { "
            + "\"$($_.GetType().Name) $_\" }", id);

        var lines = run.Output.Select(line => line.ToString()!).ToList();
        var rotated = lines.FindIndex(line => line.StartsWith("DtRotatedToken", StringComparison.Ordinal));
        var created = lines.FindIndex(line => line.Contains("POST /api/v2/apiTokens: 201", StringComparison.Ordinal));
        Assert.InRange(created, 0, rotated - 1);
    }
}
