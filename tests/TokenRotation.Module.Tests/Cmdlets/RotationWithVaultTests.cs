using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Invoke-DtTokenRotation with a vault, and what it leaves for the runs that follow.</summary>
public sealed class RotationWithVaultTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_new_secret_takes_the_old_ones_place_and_a_week_later_nothing_is_left_over(bool v1)
    {
        await using var vault = await VaultTenant.StartAsync(v1);

        var state = vault.Rotate().Succeed().One;

        Assert.Equal("Revoked", state.Properties["State"].Value.ToString());
        Assert.False(vault.Sample!.Enabled);
        Assert.Equal("RW config token", vault.Current!.Name);
        Assert.Equal(vault.Current.Id, state.Properties["SuccessorId"].Value);
        Assert.Equal(["dt-rw", vault.PendingEntry, "dt-rw-previous"], vault.Entries());

        vault.Tenant.Server.Clock.Advance(Week);
        var removed = vault.Rotate().Succeed().One;
        Assert.Equal("Removed", removed.Properties["State"].Value.ToString());
        Assert.Equal("RW config token", removed.Properties["Name"].Value);
        Assert.Equal(vault.Current!.Id, removed.Properties["SuccessorId"].Value);
        Assert.Null(vault.Sample);
        Assert.Equal(["dt-rw"], vault.Entries());
    }

    [Fact]
    public async Task A_dead_secret_in_the_entry_gives_way_to_the_new_one_while_the_vault_still_has_that()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate().Succeed();
        var successor = vault.Current!.Id;
        vault.Tenant.Run("Set-Secret -Name dt-rw -Secret $sample -Vault Ops").Succeed();

        vault.Rotate().Succeed();

        Assert.Equal((successor, true), (vault.Current!.Id, vault.Current.Enabled));
        Assert.False(vault.Sample!.Enabled);
    }

    [Fact]
    public async Task The_old_token_is_not_deleted_while_the_vault_holds_its_secret_again()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate().Succeed();
        vault.Tenant.Run($"Remove-Secret -Name {vault.PendingEntry} -Vault Ops").Succeed();
        vault.Tenant.Run("Set-Secret -Name dt-rw -Secret $sample -Vault Ops").Succeed();

        Assert.Equal("RotationNeedsAttention", Assert.Single(vault.Rotate().ErrorIds));
        vault.Tenant.Server.Clock.Advance(Week);
        vault.Tenant.Run("Resume-DtTokenRotation -Vault Ops -SecretName dt-rw -Confirm:$false").Succeed();
        Assert.NotNull(vault.Sample);
        Assert.Equal("RotationNeedsAttention", Assert.Single(vault.Rotate().ErrorIds));
        Assert.NotNull(vault.Sample);

        vault.Tenant.Run("$null = Undo-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw; Invoke-DtTokenRotation "
            + "$sampleId -Overlap 0d "
            + "-Vault Ops -SecretName dt-rw").Succeed();
        Assert.True(vault.Current!.Enabled);
        Assert.NotEqual(vault.Sample!.Id, vault.Current.Id);
    }

    [Fact]
    public async Task A_vault_without_the_old_secret_begins_the_sentence_that_says_so()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate().Succeed();
        vault.Tenant.Run("Remove-Secret -Name dt-rw-previous -Vault Ops").Succeed();

        var run = vault.Tenant.Run("Undo-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw");

        Assert.StartsWith("The vault 'Ops' does not hold the secret of RW config "
            + "token", Assert.Single(run.Errors).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_costs_six_calls_over_its_whole_life_five_fresh_reads_and_four_lists()
    {
        await using var vault = await VaultTenant.StartAsync();

        vault.Rotate().Succeed();
        Assert.Equal(3, vault.Tenant.Lists);
        vault.Tenant.Server.Clock.Advance(Week);
        // The connection hears of the time that has gone by.
        vault.Tenant.Run("Test-DtToken -Token $admin | Out-Null").Succeed();
        var before = vault.Tenant.Server.Log.Requests.Count;
        vault.Rotate().Succeed();

        Assert.Equal(4, vault.Tenant.Lists);
        Assert.Equal(
            ["GET", "GET", "GET", "DELETE"], vault.Tenant.Server.Log.Requests.Skip(before).Select(request => request.Method));
        Assert.Equal(
            ["POST", "POST", "PUT", "PUT", "PUT", "POST", "DELETE"],
            vault.Tenant.Server.Log.Requests.Where(request => request.Method != "GET").Select(request => request.Method));
        Assert.Equal(5 + 4, vault.Tenant.Server.Log.Requests.Count(request => request.Method == "GET"));
    }

    [Fact]
    public async Task A_batch_reads_no_list_twice_for_a_token_beside_those_that_it_shares()
    {
        await using var tenant = await Tenant.ConnectAsync();
        for (var i = 0; i < 200; i++)
        {
            tenant.Add($"many {i}");
        }

        tenant.Run("Find-DtToken -Name 'many *' | Invoke-DtTokenRotation -ThrottleLimit 16 | Out-Null").Succeed();

        // One for Find-DtToken, one snapshot, one at the end; for each, one in its turn and one after its creation at most.
        Assert.InRange(tenant.Lists, 4, 3 + (2 * 200));
        Assert.Equal(
            200, tenant.Server.Tenant.Tokens.Count(token => token.Name.Contains("superseded", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("-Deaf")]
    [InlineData("-Failing Set-Secret")]
    [InlineData("-Failing Get-Secret")]
    [InlineData("-Locked")]
    public async Task A_vault_that_does_not_keep_what_it_is_given_is_found_out_before_anything_is_created(string flaw)
    {
        await using var vault = await VaultTenant.StartAsync(vaultOptions: flaw);

        var run = vault.Rotate();

        Assert.Equal("SecretStoreFailed", Assert.Single(run.ErrorIds));
        Assert.Empty(vault.Tenant.Changes);
        Assert.True(vault.Sample!.Enabled);
        Assert.Equal(
            ("RW config token", "Due"), (run.One.Properties["Name"].Value, run.One.Properties["State"].Value.ToString()));
        Assert.EndsWith("The next run tries again.", (string)run.One.Properties["Reason"].Value, StringComparison.Ordinal);
        vault.Tenant.Run("Register-SecretVault -Name Ops").Succeed();
        vault.Rotate().Succeed();
        Assert.NotEqual(vault.Sample.Id, vault.Current!.Id);
    }

    [Fact]
    public async Task A_secret_of_another_token_is_not_overwritten()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run("Set-Secret -Name dt-rw -Secret $admin -Vault Ops").Succeed();

        Assert.Equal("RotationNeedsAttention", Assert.Single(vault.Rotate().ErrorIds));

        Assert.Empty(vault.Tenant.Changes);
        Assert.Equal("Sandbox admin", vault.Current!.Name);
    }

    [Fact]
    public async Task Both_tokens_work_during_the_overlap()
    {
        await using var vault = await VaultTenant.StartAsync();

        var state = vault.Rotate("-Overlap 1d").Succeed().One;

        Assert.Equal("Superseded", state.Properties["State"].Value.ToString());
        Assert.True(vault.Sample!.Enabled);
        Assert.NotEqual(vault.Sample.Id, vault.Current!.Id);
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(1.01));
        Assert.Equal("Revoked", vault.Rotate("-Overlap 1d").Succeed().One.Properties["State"].Value.ToString());
        Assert.False(vault.Sample.Enabled);
    }

    [Fact]
    public async Task The_old_token_stays_until_the_new_one_is_used_and_it_is_idle()
    {
        const string Use = "-RequireUse -IdleFor 1h";
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate(Use).Succeed();
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("Superseded", vault.Rotate(Use).Succeed().One.Properties["State"].Value.ToString());

        vault.Tokens.Authenticate(vault.Current!.Token);
        Assert.Equal("Revoked", vault.Rotate(Use).Succeed().One.Properties["State"].Value.ToString());
    }

    [Theory]
    [InlineData("Warn", "NeedsAttention")]
    [InlineData("Force", "Revoked")]
    public async Task What_is_never_used_is_warned_of_or_forced_after_the_deadline(string action, string state)
    {
        var use = $"-RequireUse -IdleFor 1h -UseDeadline 2d -WhenUnused {action}";
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate(use).Succeed();
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(2.1));

        var run = vault.Rotate(use);

        Assert.Equal(state, run.One.Properties["State"].Value.ToString());
        Assert.Equal(action == "Warn", run.ErrorIds.Contains("RotationNeedsAttention"));
    }

    [Fact]
    public async Task A_compromised_token_is_revoked_first()
    {
        await using var vault = await VaultTenant.StartAsync();

        vault.Rotate("-Compromised -GracePeriod 0d").Succeed();

        var changes = vault.Tenant.Changes.ToList();
        Assert.Equal("PUT", changes[0].Method);
        Assert.EndsWith(Tenant.PublicPart(vault.Tenant.Server.SampleToken), changes[0].Path, StringComparison.Ordinal);
        Assert.Null(vault.Sample);
        Assert.Equal("RW config token", vault.Current!.Name);
        Assert.True(vault.Current.Enabled);
    }

    [Fact]
    public async Task Undo_in_the_overlap_puts_the_old_secret_back()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate("-Overlap 1d").Succeed();
        var successor = vault.Current!;

        vault.Tenant.Run("Undo-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw").Succeed();

        Assert.Equal(vault.Sample!.Id, vault.Current!.Id);
        Assert.Equal("RW config token", vault.Sample.Name);
        Assert.False(vault.Tenant.Now(successor)!.Enabled);
    }

    [Fact]
    public async Task Undo_in_the_grace_period_enables_the_old_token_and_puts_its_secret_back()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate().Succeed();

        var run = vault.Tenant.Run("Undo-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw").Succeed();

        Assert.Empty(run.Warnings);
        Assert.True(vault.Sample!.Enabled);
        Assert.Equal(vault.Sample.Id, vault.Current!.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_managing_token_is_rotated_in_the_vault_that_holds_it(bool v1)
    {
        await using var vault = await VaultTenant.StartAsync(v1);
        vault.Tenant.Run($"Set-Secret -Name manager -Secret ${(v1 ? "v1Admin" : "admin")} -Vault Ops").Succeed();

        vault.Tenant.Run("Invoke-DtTokenRotation (Get-DtEnvironment).CallerId -Overlap 0d -Vault Ops -SecretName manager | "
            + "Out-Null")
            .Succeed();

        var current = vault.Tokens.FindBySecret(vault.Secret("manager")!)!;
        Assert.True(current.Enabled);
        Assert.DoesNotContain("dtr", current.Name, StringComparison.Ordinal);
        Assert.Equal(current.Id, vault.Tenant.Run("(Get-DtEnvironment).CallerId").Succeed().One.BaseObject);
        Assert.False(vault.Tokens.FindBySecret(v1 ? vault.Tenant.Server.V1AdminToken : vault.Tenant.Server.AdminToken)!.Enabled);
    }

    [Fact]
    public async Task Only_what_is_due_by_the_schedule_is_rotated()
    {
        await using var vault = await VaultTenant.StartAsync();

        Assert.Equal("NotDue", vault.Rotate("-ExpiringWithin 14d").Succeed().One.Properties["State"].Value.ToString());
        Assert.Empty(vault.Tenant.Changes);
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(17));

        Assert.Equal("Revoked", vault.Rotate("-ExpiringWithin 14d").Succeed().One.Properties["State"].Value.ToString());
    }

    [Theory]
    [InlineData("-Spread 1d")]
    [InlineData("-LifetimeFraction 1.5")]
    [InlineData("-ExpiringWithin 30d -Lifetime 20d")]
    [InlineData("-Compromised -Overlap 1d")]
    [InlineData("-Overlap 10d -Lifetime 5d")]
    [InlineData("-RequireUse -WhenUnused Force")]
    [InlineData("-ExpiringWithin 14d -Spread 14d")]
    [InlineData("-Compromised -RequireUse")]
    [InlineData("-Compromised -MaximumAge 30d")]
    [InlineData("-RequireUse -UseDeadline 12h")]
    public async Task A_policy_that_contradicts_itself_is_refused_before_any_call(string policy)
    {
        await using var vault = await VaultTenant.StartAsync();

        var run = vault.Rotate(policy);

        Assert.Equal("PolicyContradicts", Assert.Single(run.ErrorIds));
        Assert.Empty(vault.Tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task A_pending_secret_of_a_dead_run_is_gone_on_with()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Server.Faults.Add(new FaultRule { Method = "PUT", Nth = 1, Effect = FaultEffect.Status, Status = 400 });
        Assert.Equal("RequestRefused", Assert.Single(vault.Rotate().ErrorIds));
        var pending = Assert.Single(vault.Tokens.Tokens, token => token.Name.Contains("[dtr pending", StringComparison.Ordinal));

        vault.Rotate().Succeed();

        Assert.Equal(pending.Id, vault.Current!.Id);
    }

    [Fact]
    public async Task What_a_dead_run_has_left_is_collected_after_the_operation_timeout_and_made_anew()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Server.Faults.Add(new FaultRule { Method = "PUT", Nth = 1, Effect = FaultEffect.Status, Status = 400 });
        vault.Rotate();
        var orphan = Assert.Single(vault.Tokens.Tokens, token => token.Name.Contains("[dtr pending", StringComparison.Ordinal));
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromMinutes(15.5));

        vault.Rotate().Succeed();

        Assert.False(vault.Tenant.Now(orphan)!.Enabled);
        Assert.Equal(["dt-rw", vault.PendingEntry, "dt-rw-previous"], vault.Entries());
        Assert.Equal("RW config token", vault.Current!.Name);
    }

    [Fact]
    public async Task Script_blocks_serve_any_other_store()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run("$kept = @{ 'RW-config-token' = $sample }").Succeed();

        tenant.Run("""
            Invoke-DtTokenRotation -Overlap 0d $sampleId -Store { param($Name, $Token) $kept[$Name] = $Token } -Retrieve { param($Name) $kept[$Name] } -Discard { param($Name) $kept.Remove($Name) } | Out-Null
            """).Succeed();

        var current = tenant.Server.Tenant.FindBySecret(Tenant.Plain(tenant.Run("$kept['RW-config-token']").Succeed().One))!;
        Assert.Equal("RW config token", current.Name);
        Assert.False(tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!.Enabled);
        Assert.Equal(3, (int)tenant.Run("$kept.Count").Succeed().One.BaseObject);
    }

    [Fact]
    public async Task A_script_block_that_gives_nothing_back_counts_as_a_pipeline()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run("$kept = @{}").Succeed();

        tenant.Run("Invoke-DtTokenRotation $sampleId -Store { param($Name, $Token) $kept[$Name] = $Token } | Out-Null").Succeed();

        Assert.Equal(
            $"RW config token [dtr pending",
            tenant.Server.Tenant.FindBySecret(Tenant.Plain(tenant.Run("$kept['RW-config-token']").Succeed().One))!.Name[..28]);
        Assert.True(tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!.Enabled);
    }

    [Fact]
    public async Task A_hand_over_that_was_cut_off_is_settled_by_saying_that_it_arrived()
    {
        await using var tenant = await Tenant.ConnectAsync(clock: VirtualClock.Running());
        tenant.Run("Invoke-DtTokenRotation $sampleId | ForEach-Object { throw 'cut off' }");
        Assert.Equal("RotationNeedsAttention", Assert.Single(tenant.Run("Invoke-DtTokenRotation $sampleId").ErrorIds));

        tenant.Run("Complete-DtTokenRotation $sampleId").Succeed();

        Assert.False(tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!.Enabled);
        Assert.DoesNotContain(tenant.Server.Tenant.Tokens, token => token.Name.Contains("pending", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Use_of_the_new_token_settles_a_hand_over_only_where_the_run_asked_for_use()
    {
        await using var tenant = await Tenant.ConnectAsync(clock: VirtualClock.Running());
        var unasked = tenant.Add("unasked");
        tenant.Run("$null = Invoke-DtTokenRotation $sampleId -RequireUse; $null = Invoke-DtTokenRotation $args[0]", unasked.Id);
        tenant.Server.Clock.Advance(TimeSpan.FromDays(1.1));
        foreach (var made in tenant.Server.Tenant.Tokens.Where(token => token.Name.Contains("pending", StringComparison.Ordinal))
            .ToList())
        {
            tenant.Server.Tenant.Authenticate(made.Token);
        }

        tenant.Run("Resume-DtTokenRotation").Succeed();

        Assert.False(tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!.Enabled);
        Assert.True(tenant.Now(unasked)!.Enabled);
    }

    [Fact]
    public async Task A_spent_time_budget_begins_nothing()
    {
        await using var vault = await VaultTenant.StartAsync();

        vault.Rotate("-TimeBudget 0s");

        Assert.Empty(vault.Tenant.Changes);
    }

    [Fact]
    public async Task The_audit_log_has_a_line_for_each_change_and_no_secret()
    {
        await using var vault = await VaultTenant.StartAsync();
        var path = Path.GetTempFileName();
        vault.Tenant.Session.Set("log", path);
        vault.Tenant.Run("Connect-DtEnvironment $url -ApiToken $admin -AuditLog $log | Out-Null").Succeed();

        vault.Rotate().Succeed();

        var lines = await File.ReadAllLinesAsync(path);
        File.Delete(path);
        Assert.Equal(
            ["create", "store", "commit", "promote", "revoke", "rename"],
            lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("step").GetString()));
        Assert.DoesNotContain(vault.Current!.Token.Split('.')[2], string.Concat(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_is_shown_without_a_change()
    {
        await using var vault = await VaultTenant.StartAsync();
        Assert.Equal("Due", vault.Tenant.Run("Get-DtTokenRotation $sampleId -Vault Ops -SecretName "
            + "dt-rw").Succeed().One.Properties["State"].Value.ToString());
        vault.Rotate("-Overlap 1d").Succeed();
        vault.Tenant.Server.Log.Clear();

        var plan = vault.Tenant.Run("Get-DtTokenRotation -Overlap 1d -Vault Ops -SecretName dt-rw").Succeed().One;

        Assert.Equal("Superseded", plan.Properties["State"].Value.ToString());
        Assert.NotNull(plan.Properties["NotBefore"].Value);
        Assert.Empty(vault.Tenant.Changes);
    }
}
