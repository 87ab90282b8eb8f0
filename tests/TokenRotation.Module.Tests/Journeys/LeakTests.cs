using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>A token that has leaked is revoked whatever others have written, and nothing of that is silent.</summary>
public sealed class LeakTests
{
    private const string Leaked = "leaked";

    [Theory]
    [InlineData("nobody@example.com")]
    [InlineData("admin@example.com")]
    public async Task A_token_that_says_it_is_the_successor_delays_the_successor_and_not_the_revocation(string owner)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var leaked = tenant.Add(Leaked);
        tenant.Server.Tenant.Seed(new SeedToken
        {
            Name = $"{Leaked} [dtr pending OPER01 of {leaked.Id} @-]",
            Owner = owner,
            Scopes = ["metrics.read"],
        });

        var run = tenant.Run("Invoke-DtTokenRotation $args[0] -Compromised", leaked.Id);

        Assert.Contains(
            "Another run is rotating this token", run.FailWith("RotationNeedsAttention").ToString(), StringComparison.Ordinal);
        Assert.Contains(run.Warnings, warning => warning.Contains("has leaked. It is revoked", StringComparison.Ordinal));
        Assert.False(tenant.Now(leaked)!.Enabled);
    }

    [Fact]
    public async Task A_rotation_under_way_is_no_reason_to_wait()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run("$null = Invoke-DtTokenRotation $sampleId -WarningAction SilentlyContinue").Succeed();

        var run = tenant.Run("Invoke-DtTokenRotation $sampleId -Compromised");

        Assert.Contains("then makes another", run.FailWith("RotationNeedsAttention").ToString(), StringComparison.Ordinal);
        Assert.False(tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!.Enabled);
        tenant.Run("Complete-DtTokenRotation $sampleId").Succeed();
    }

    [Fact]
    public async Task The_new_token_of_a_rotation_stands_for_itself()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var leaked = tenant.Run(
            "Invoke-DtTokenRotation $sampleId -WarningAction SilentlyContinue").Succeed().One.Properties["Id"].Value;

        var run = tenant.Run("Invoke-DtTokenRotation $args[0] -Compromised", leaked);

        Assert.Contains("Get-DtTokenRotation -Id", run.FailWith("RotationRefused").ToString(), StringComparison.Ordinal);
        Assert.False(tenant.Now((string)leaked)!.Enabled);
        Assert.True(tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!.Enabled);
    }

    [Fact]
    public async Task A_store_that_fails_stops_the_successor_alone()
    {
        await using var vault = await VaultTenant.StartAsync();

        vault.Tenant.Run("Invoke-DtTokenRotation $sampleId -Compromised -Store { } -Retrieve { throw 'The vault is locked.' } "
            + "-SecretName dt-rw")
            .FailWith("SecretStoreFailed");

        Assert.False(vault.Sample!.Enabled);
    }

    [Theory]
    [InlineData("-Id $leakedId")]
    [InlineData("-Name leaked")]
    [InlineData("-Token $leaked")]
    public async Task A_run_that_died_after_the_revocation_is_made_up_for_by_another(string which)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var leaked = tenant.Server.Tenant.Seed(new SeedToken { Name = Leaked, Scopes = ["metrics.read"], Enabled = false });
        tenant.Session.Set("leakedId", leaked.Id);
        tenant.Session.Set("leaked", Tenant.Secure(leaked.Token));

        var run = tenant.Run($"Invoke-DtTokenRotation {which} -Compromised").Succeed();

        Assert.True(tenant.Server.Tenant.FindBySecret(Tenant.Plain(run.One.Properties["Token"].Value))!.Enabled);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, "nobody@example.com")]
    public async Task The_token_that_authenticates_is_revoked_by_its_successor_at_once(bool v1, string? rival)
    {
        await using var tenant = await Tenant.ConnectAsync(v1: v1);
        var leaked = tenant.Server.Tenant.FindBySecret(v1 ? tenant.Server.V1AdminToken : tenant.Server.AdminToken)!;
        if (rival is not null)
        {
            tenant.Server.Tenant.Seed(
                new SeedToken { Name = $"a [dtr pending OPER01 of {leaked.Id} @-]", Owner = rival, Scopes = ["metrics.read"] });
        }

        var run = tenant.Run("Invoke-DtTokenRotation $args[0], $sampleId -Compromised", leaked.Id).Succeed();

        Assert.False(tenant.Now(leaked)!.Enabled);
        Assert.Equal(2, run.Output.Count);
        Assert.All(run.Output, made =>
            Assert.True(tenant.Server.Tenant.FindBySecret(Tenant.Plain(made.Properties["Token"].Value))!.Enabled));
        // It went before every other.
        var edited = tenant.Changes.First(change => change.Method == "PUT");
        Assert.Contains(leaked.Id, edited.Path, StringComparison.Ordinal);
        tenant.Run("Find-DtToken -Id $sampleId").Succeed();
    }

    [Fact]
    public async Task The_token_that_authenticates_is_revoked_once_its_successor_is_stored()
    {
        await using var vault = await VaultTenant.StartAsync();
        var leaked = vault.Tokens.FindBySecret(vault.Tenant.Server.AdminToken)!;
        vault.Tenant.Run("Set-Secret -Name manager -Secret $admin -Vault Ops").Succeed();

        var run = vault.Tenant.Run("Invoke-DtTokenRotation $args[0] -Compromised -Vault Ops -SecretName manager", leaked.Id)
            .Succeed();

        Assert.Equal("Revoked", run.One.Properties["State"].Value.ToString());
        Assert.False(vault.Tenant.Now(leaked)!.Enabled);
        Assert.True(vault.Tokens.FindBySecret(vault.Secret("manager")!)!.Enabled);
    }

    [Fact]
    public async Task A_revocation_that_somebody_took_back_begins_anew()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var heir = tenant.Add(Leaked);
        var name = $"{Leaked} [dtr revoked 20260102T030405Z+7d by {heir.Id}]";
        var leaked = tenant.Server.Tenant.Seed(new SeedToken { Name = name, Scopes = ["metrics.read"] });

        tenant.Run("Invoke-DtTokenRotation $args[0] -Compromised -GracePeriod 7d", leaked.Id).Succeed();

        Assert.False(tenant.Now(leaked)!.Enabled);
        Assert.DoesNotContain("20260102", tenant.Now(leaked)!.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_stays_enabled_is_an_error()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var leaked = tenant.Add(Leaked);
        tenant.Server.Faults.Add(new FaultRule { Method = "PUT", Effect = FaultEffect.Status, Status = 400 });

        var run = tenant.Run("Invoke-DtTokenRotation $args[0] -Compromised", leaked.Id);

        Assert.Equal(["LeakedTokenEnabled", "RequestRefused"], run.ErrorIds.Order(StringComparer.Ordinal));
        Assert.Empty(run.Output);
        Assert.Contains(run.Errors, error => error.ErrorDetails.RecommendedAction == $"Run Revoke-DtToken -Id {leaked.Id} now.");
        // Nothing is made for a token that could not be ended.
        Assert.DoesNotContain(tenant.Changes, change => change.Method == "POST");
    }

    [Fact]
    public async Task All_that_have_leaked_are_revoked_before_one_successor_is_made()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var leaked = Enumerable.Range(0, 60).Select(i => tenant.Add($"{Leaked} {i}").Id).ToArray();

        var run = tenant.Run("Invoke-DtTokenRotation $args -Compromised", [.. leaked]).Succeed();

        Assert.Equal(leaked.Length, run.Output.Count);
        Assert.Equal(leaked.Length, tenant.Changes.TakeWhile(change => change.Method == "PUT").Count());
    }
}
