using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>The entry that a rotation is given is the one that its token's consumers read, or nothing begins.</summary>
public sealed class EntryIsIdentityTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_mistyped_name_begins_nothing_and_says_what_to_do()
    {
        await using var vault = await VaultTenant.StartAsync();

        var run = vault.Tenant.Run("Invoke-DtTokenRotation $sampleId -Vault Ops -SecretName dt-wr");

        Assert.Contains("-NewEntry", run.FailWith("RotationNeedsAttention").Exception.Message, StringComparison.Ordinal);
        Assert.Empty(vault.Tenant.Changes);
        Assert.Equal(["dt-rw"], vault.Entries());
        Assert.Equal(vault.Sample!.Id, vault.Current!.Id);
    }

    [Fact]
    public async Task A_new_entry_is_begun_where_the_user_says_so_and_the_old_token_stays_until_the_new_one_is_used()
    {
        const string Script = "Invoke-DtTokenRotation $sampleId -Vault Ops -SecretName dt-new -NewEntry";
        await using var vault = await VaultTenant.StartAsync();

        Assert.Equal("Superseded", State(vault.Tenant.Run(Script).Succeed()));
        var made = vault.Tokens.FindBySecret(vault.Secret("dt-new")!)!;
        Assert.True(vault.Sample!.Enabled);
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal("Superseded", State(vault.Tenant.Run(Script).Succeed()));

        vault.Tokens.Authenticate(made.Token);

        Assert.Equal("Revoked", State(vault.Tenant.Run(Script).Succeed()));
        Assert.False(vault.Sample.Enabled);
    }

    [Theory]
    [InlineData("'{Id}'")]
    [InlineData("'dt-{id}-{Name}'")]
    public async Task A_name_that_changes_with_every_rotation_is_refused_before_any_call(string name)
    {
        await using var vault = await VaultTenant.StartAsync();

        foreach (var command in new[] { "Invoke-DtTokenRotation $sampleId", "Get-DtTokenRotation", "Resume-DtTokenRotation" })
        {
            var run = vault.Tenant.Run($"{command} -Vault Ops -SecretName {name}");
            Assert.Equal("InvalidSecretName", Assert.Single(run.ErrorIds));
            Assert.Contains("{Id}", run.Errors[0].Exception.Message, StringComparison.Ordinal);
        }

        Assert.Empty(vault.Tenant.Server.Log.Requests);
    }

    [Theory]
    [InlineData("Set-DtToken")]
    [InlineData("-NewName")]
    public async Task A_token_of_another_name_has_another_entry_and_the_next_rotation_says_so(string how)
    {
        const string Rotate = "Invoke-DtTokenRotation -Overlap 0d -Vault Ops -SecretName '{Name}' -GracePeriod 0d";
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run("Set-Secret -Name RW-config-token -Secret $sample -Vault Ops").Succeed();
        vault.Tenant.Run($"{Rotate} $sampleId {(how == "-NewName" ? "-NewName prod" : string.Empty)}").Succeed();
        var token = vault.Tokens.FindBySecret(vault.Secret("RW-config-token")!)!;
        if (how != "-NewName")
        {
            vault.Tokens.Update(Generation.V2, vault.Tokens.FindBySecret(
                vault.Tenant.Server.AdminToken)!, token.Id, new TokenChange { Name = "prod" });
        }

        var made = vault.Tokens.Tokens.Count;
        vault.Tenant.Run($"{Rotate} {token.Id}").FailWith("RotationNeedsAttention");

        Assert.Equal(made, vault.Tokens.Tokens.Count);
        Assert.True(vault.Tenant.Now(token)!.Enabled);
        // The entry is moved, as the sentence says.
        vault.Tenant.Run("Set-Secret -Name prod -Secret (Get-Secret -Name RW-config-token -Vault Ops) -Vault Ops").Succeed();
        vault.Tenant.Run($"{Rotate} {token.Id}").Succeed();
        Assert.True(vault.Tokens.FindBySecret(vault.Secret("prod")!)!.Enabled);
    }

    [Fact]
    public async Task Another_name_beside_an_entry_that_bears_the_name_is_refused_before_anything_is_made()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run("Set-Secret -Name RW-config-token -Secret $sample -Vault Ops").Succeed();
        const string Rotate = "Invoke-DtTokenRotation $sampleId -Vault Ops -NewName 'production of all the metrics'";

        var error = vault.Tenant.Run($"{Rotate} -SecretName '{{Name}}'").FailWith("RotationRefused");

        Assert.Contains("Leave -NewName out", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-SecretName without {Name}", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(vault.Tenant.Changes);
        Assert.Equal(["RW-config-token", "dt-rw"], vault.Entries().Order(StringComparer.Ordinal));
        vault.Tenant.Run($"{Rotate} -SecretName dt-rw").Succeed();
        Assert.StartsWith("production", vault.Current!.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_tokens_with_one_entry_are_refused_before_anything_is_made(bool preview)
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Add("RW config two");

        var run = vault.Tenant.Run(
            "Find-DtToken -Name 'RW config*' | Invoke-DtTokenRotation -Vault Ops -SecretName dt-rw "
                + $"{(preview ? "-WhatIf" : string.Empty)}");

        Assert.Equal(["RotationRefused", "RotationRefused"], run.ErrorIds);
        Assert.All(run.Errors, error =>
            Assert.Contains("would share an entry, 'dt-rw'", error.Exception.Message, StringComparison.Ordinal));
        Assert.Empty(vault.Tenant.Changes);
        Assert.Equal(["dt-rw"], vault.Entries());
    }

    [Fact]
    public async Task Names_that_come_to_one_entry_are_refused_and_names_of_their_own_are_not()
    {
        await using var vault = await VaultTenant.StartAsync();
        var (one, other, third) = (vault.Tenant.Add("a b"), vault.Tenant.Add("a-b"), vault.Tenant.Add("c"));
        vault.Tenant.Session.Set("ids", new[] { one.Id, other.Id, third.Id });
        vault.Tenant.Session.Set("third", Tenant.Secure(third.Token));
        vault.Tenant.Run("Set-Secret -Name c -Secret $third -Vault Ops").Succeed();

        var run = vault.Tenant.Run("Invoke-DtTokenRotation -Overlap 0d $ids -Vault Ops -SecretName '{Name}'");

        Assert.Equal(["RotationRefused", "RotationRefused"], run.ErrorIds);
        Assert.True(vault.Tenant.Now(one)!.Enabled);
        Assert.True(vault.Tenant.Now(other)!.Enabled);
        Assert.False(vault.Tenant.Now(third)!.Enabled);
    }

    [Fact]
    public async Task Tokens_of_two_environments_with_one_entry_are_refused_before_anything_is_made()
    {
        await using var vault = await VaultTenant.StartAsync();
        await using var second = await SandboxServer.StartAsync(new SandboxOptions());
        vault.Tenant.Session.Set("secondUrl", second.Url.ToString());
        vault.Tenant.Session.Set("secondAdmin", Tenant.Secure(second.AdminToken));
        vault.Tenant.Run("Connect-DtEnvironment $secondUrl -ApiToken $secondAdmin | Out-Null").Succeed();
        vault.Tenant.Server.Log.Clear();
        second.Log.Clear();

        var run = vault.Tenant.Run(
            "Invoke-DtTokenRotation -Name 'RW config token' -Environment * -Vault Ops -SecretName dt-both -NewEntry");

        Assert.Equal(["RotationRefused", "RotationRefused"], run.ErrorIds);
        Assert.All(run.Errors, error => Assert.Contains("{Environment}", error.Exception.Message, StringComparison.Ordinal));
        Assert.Empty(vault.Tenant.Changes);
        Assert.DoesNotContain(second.Log.Requests, request => request.Method == "PUT");
        Assert.Equal(["dt-rw"], vault.Entries());
    }

    [Fact]
    public async Task A_receiver_is_given_no_two_tokens_under_one_name()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Add("RW config two");
        vault.Tenant.Run("$kept = @{}").Succeed();

        var run = vault.Tenant.Run(
            "Find-DtToken -Name 'RW config*' | Invoke-DtTokenRotation -SecretName dt-rw -Store { param($Name, $Token) "
                + "$kept[$Name] = $Token }");

        Assert.Equal(["RotationRefused", "RotationRefused"], run.ErrorIds);
        Assert.Empty(vault.Tenant.Changes);
    }

    [Fact]
    public async Task A_restored_backup_of_a_revoked_token_is_healed_with_a_warning()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate().Succeed();
        var second = vault.Current!;
        vault.Tenant.Run("Set-Secret -Name dt-rw -Secret $sample -Vault Ops").Succeed();

        var run = vault.Tenant.Run($"Invoke-DtTokenRotation -Overlap 0d {second.Id} -Vault Ops -SecretName dt-rw").Succeed();

        Assert.Contains("a backup was restored", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.True(vault.Current!.Enabled);
        Assert.DoesNotContain(vault.Current.Id, new[] { second.Id, vault.Sample!.Id });
        Assert.False(vault.Tenant.Now(second)!.Enabled);
    }

    [Fact]
    public async Task An_entry_that_holds_a_deleted_token_is_taken_over_where_the_user_says_so()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate("-GracePeriod 0d").Succeed();
        var second = vault.Current!;
        vault.Tenant.Run("Set-Secret -Name dt-rw -Secret $sample -Vault Ops").Succeed();
        var rotate = $"Invoke-DtTokenRotation -Overlap 0d {second.Id} -Vault Ops -SecretName dt-rw";

        Assert.Contains(
            "-NewEntry", vault.Tenant.Run(rotate).FailWith("RotationNeedsAttention").Exception.Message, StringComparison.Ordinal);
        vault.Tenant.Run(rotate + " -NewEntry").Succeed();

        Assert.True(vault.Current!.Enabled);
        Assert.True(vault.Tenant.Now(second)!.Enabled);
    }

    [Fact]
    public async Task What_a_colleague_writes_between_read_and_write_stays()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Session.Set("colleagues", Tenant.Secure(vault.Tenant.Add("a colleague's").Token));

        var run = vault.Tenant.Run("""
            $kept = @{ 'dt-rw' = $sample }
            Invoke-DtTokenRotation $sampleId -SecretName dt-rw -Retrieve { param($Name) $kept[$Name] } -Store {
                param($Name, $Token)
                $kept[$Name] = $Token
                if ($Name -like '*-pending-*') { $kept['dt-rw'] = $colleagues }
            }
            """);

        Assert.Equal("RotationNeedsAttention", Assert.Single(run.ErrorIds));
        Assert.True(vault.Sample!.Enabled);
        Assert.Equal("a colleague's", vault.Tokens.FindBySecret(Tenant.Plain(vault.Tenant.Run("$kept['dt-rw']").One))!.Name);
    }

    [Fact]
    public async Task A_file_does_not_take_an_entry_over_that_holds_a_token_of_another_environment()
    {
        await using var vault = await VaultTenant.StartAsync();
        await using var second = await SandboxServer.StartAsync(new SandboxOptions());
        vault.Tenant.Session.Set("theirs", Tenant.Secure(second.SampleToken));
        vault.Tenant.Run("Set-Secret -Name made -Secret $theirs -Vault Ops").Succeed();
        File.WriteAllText(_file, """{ "name": "made", "scopes": ["metrics.read"], "store": { "vault": "Ops" } }""");
        vault.Tenant.Session.Set("file", _file);

        vault.Tenant.Run("Invoke-DtTokenRotation -LiteralPath $file").FailWith("RotationNeedsAttention");

        Assert.Equal(second.SampleToken, vault.Secret("made"));
        vault.Tenant.Run("Invoke-DtTokenRotation -LiteralPath $file -NewEntry").Succeed();
        Assert.Equal("made", vault.Tokens.FindBySecret(vault.Secret("made")!)!.Name);
    }

    [Theory]
    [InlineData("Invoke-DtTokenRotation $sampleId -NewEntry")]
    [InlineData("Invoke-DtTokenRotation $sampleId -NewEntry -Store { param($Name, $Token) }")]
    [InlineData("Test-DtTokenRotation $sampleId -NewEntry")]
    public async Task A_new_entry_needs_a_store_that_can_be_read(string script)
    {
        await using var vault = await VaultTenant.StartAsync();

        Assert.Equal("ParameterMissing", Assert.Single(vault.Tenant.Run(script).ErrorIds));
        Assert.Empty(vault.Tenant.Server.Log.Requests);
    }

    [Theory]
    [InlineData("Invoke-DtTokenRotation -LiteralPath $file -NewEntry", "-NewEntry")]
    [InlineData("Invoke-DtTokenRotation -LiteralPath $file -After { }", "-After")]
    [InlineData("Invoke-DtTokenRotation -LiteralPath $file -NewEntry -Store { param($Name, $Token) }", "-NewEntry")]
    [InlineData("Test-DtTokenRotation -LiteralPath $file -NewEntry", "-NewEntry")]
    public async Task What_is_about_entries_needs_a_store_of_a_token_in_the_file_before_any_call(string script, string parameter)
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Session.Set("file", _file);
        File.WriteAllText(
            _file, """[{ "name": "one", "scopes": ["metrics.read"] }, { "name": "two", "scopes": ["metrics.read"] }]""");

        var run = vault.Tenant.Run(script);

        var error = Assert.Single(run.Errors);
        Assert.StartsWith("ParameterMissing,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(_file, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains($"leave {parameter} away", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(vault.Tenant.Server.Log.Requests);

        // One token with a store is enough, and so is a store beside the file.
        File.WriteAllText(
            _file,
            """
            [{ "name": "RW config token", "scopes": ["ReadConfig", "WriteConfig"] },
             { "name": "two", "scopes": ["metrics.read"], "store": { "vault": "Ops" } }]
            """);
        Assert.DoesNotContain("ParameterMissing", vault.Tenant.Run(script).ErrorIds);
    }

    [Fact]
    public async Task A_compromised_token_is_revoked_whatever_its_entry_holds()
    {
        await using var vault = await VaultTenant.StartAsync();

        vault.Tenant.Run("Invoke-DtTokenRotation $sampleId -Compromised -Vault Ops -SecretName dt-wr")
            .FailWith("RotationNeedsAttention");

        Assert.False(vault.Sample!.Enabled);
        vault.Tenant.Run("Invoke-DtTokenRotation $sampleId -Compromised -Vault Ops -SecretName dt-rw").Succeed();
        Assert.True(vault.Current!.Enabled);
    }

    private static string? State(Run run) => run.One.Properties["State"].Value.ToString();
}
