using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>
/// A window that is as long as a token's life makes no new token at every run, and a parameter that does nothing is refused.
/// </summary>
public sealed class PolicyThatFitsTests : IDisposable
{
    private const string Name = "weekly";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("-RequireUse:$false -IdleFor 1h", "IdleFor")]
    [InlineData("-UseDeadline 1d", "UseDeadline")]
    [InlineData("-WhenUnused Warn", "WhenUnused")]
    public async Task A_parameter_that_does_nothing_is_refused_before_any_call(string given, string parameter)
    {
        await using var vault = await VaultTenant.StartAsync();

        foreach (var run in new[] { vault.Rotate(given), vault.Tenant.Run($"Get-DtTokenRotation {given}") })
        {
            Assert.Equal("ParameterMissing", Assert.Single(run.ErrorIds));
            Assert.Equal($"-{parameter} needs -RequireUse.", run.Errors[0].Exception.Message);
            Assert.Equal("Give -RequireUse too.", run.Errors[0].ErrorDetails.RecommendedAction);
        }

        Assert.Empty(vault.Tenant.Server.Log.Requests);
    }

    [Theory]
    [InlineData("-Vault Ops -SecretName dt-rw")]
    [InlineData("-Store { } -Retrieve { }")]
    [InlineData("-Store { }")]
    public async Task Plain_text_is_refused_where_no_token_comes_out(string store)
    {
        await using var vault = await VaultTenant.StartAsync();

        var run = vault.Tenant.Run($"Invoke-DtTokenRotation $sampleId -AsPlainText {store}");

        Assert.Equal("ParametersContradict", Assert.Single(run.ErrorIds));
        Assert.Empty(vault.Tenant.Server.Log.Requests);
    }

    [Theory]
    [InlineData("Invoke-DtTokenRotation -Name weekly -ExpiringWithin 14d")]
    [InlineData("Find-DtToken -Name weekly -ExpiringWithin 14d | Invoke-DtTokenRotation -Scope metrics.read")]
    public async Task An_hourly_job_with_a_window_as_long_as_the_life_rotates_a_token_some_times_in_its_life(string command)
    {
        await using var tenant = await WeeklyAsync();

        var runs = Hours(
            tenant, 24 * 14, step: 6, $"{command} -Overlap 0d -GracePeriod 7d | Complete-DtTokenRotation | Out-Null");

        Assert.InRange(Made(tenant), 2, 7);
        Assert.Contains(runs.SelectMany(run => run.Warnings), warning => warning.Contains("life", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_piped_token_that_has_just_come_out_of_a_rotation_is_rotated_where_it_is_named_or_forced()
    {
        await using var tenant = await WeeklyAsync();
        tenant.Run("Find-DtToken -Name weekly | Invoke-DtTokenRotation | Complete-DtTokenRotation | Out-Null").Succeed();

        var again = tenant.Run(
            "Find-DtToken -Name weekly -Enabled | Invoke-DtTokenRotation | Complete-DtTokenRotation | Out-Null");

        Assert.Contains("is itself the new token of", Assert.Single(again.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, Made(tenant));
        tenant.Run("Find-DtToken -Name weekly -Enabled | Invoke-DtTokenRotation -Force | Complete-DtTokenRotation | "
            + "Out-Null").Succeed();
        Assert.Equal(2, Made(tenant));
        tenant.Run("Invoke-DtTokenRotation -Id (Find-DtToken -Name weekly -Enabled).Id | Complete-DtTokenRotation | "
            + "Out-Null").Succeed();
        Assert.Equal(3, Made(tenant));
    }

    [Theory]
    [InlineData("""{ "name": "weekly", "scopes": ["metrics.read"] }""")]
    [InlineData("""{ "name": "weekly", "scopes": ["metrics.read"], "expiresIn": { "value": 7, "unit": "DAYS" } }""")]
    [InlineData("""{ "name": "weekly", "scopes": ["metrics.read"], "policy": { "lifetime": "7d" } }""")]
    public async Task A_window_of_the_command_gives_way_to_the_life_that_a_file_says_with_a_warning(string spec)
    {
        await using var tenant = await WeeklyAsync();
        tenant.Run("$kept = @{ weekly = $weekly }").Succeed();
        File.WriteAllText(_file, spec);
        tenant.Session.Set("file", _file);

        var runs = Hours(tenant, 24 * 14, step: 12, "Invoke-DtTokenRotation -LiteralPath $file -ExpiringWithin 14d -Overlap 0d "
            + "-Store { param($Name, $Token) $kept[$Name] = $Token } -Retrieve { param($Name) $kept[$Name] }");

        Assert.All(runs, run => Assert.Contains(
            run.Warnings,
            warning => warning.StartsWith("weekly (dt0c01.", StringComparison.Ordinal)
                && warning.Contains("lives no longer", StringComparison.Ordinal)));
        Assert.InRange(Made(tenant), 2, 3);
    }

    [Fact]
    public async Task A_file_with_a_date_of_expiry_makes_no_token_that_would_live_no_longer_than_the_one_there_is()
    {
        await using var tenant = await WeeklyAsync();
        tenant.Run("$kept = @{ weekly = $weekly }").Succeed();
        var date = tenant.Server.Tenant.Now.AddDays(10)
            .ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var policy = """{ "expiringWithin": "8d" }""";
        File.WriteAllText(
            _file, $$"""{ "name": "weekly", "scopes": ["metrics.read"], "expirationDate": "{{date}}", "policy": {{policy}} }""");
        tenant.Session.Set("file", _file);

        Hours(tenant, 24 * 9, step: 12, "Invoke-DtTokenRotation -LiteralPath $file "
            + "-Store { param($Name, $Token) $kept[$Name] = $Token } -Retrieve { param($Name) $kept[$Name] }");

        Assert.Equal(1, Made(tenant));
    }

    private static async Task<Tenant> WeeklyAsync()
    {
        var tenant = await Tenant.ConnectAsync(clock: VirtualClock.Running());
        var now = tenant.Server.Tenant.Now;
        var token = tenant.Server.Tenant.Seed(new SeedToken
        {
            Name = Name,
            Owner = tenant.Server.Tenant.FindBySecret(tenant.Server.AdminToken)!.Owner,
            Scopes = ["metrics.read"],
            CreationDate = now,
            ExpirationDate = now.AddDays(7),
        });
        tenant.Session.Set("weekly", Tenant.Secure(token.Token));
        return tenant;
    }

    private static List<Run> Hours(Tenant tenant, int hours, int step, string script)
    {
        var runs = new List<Run>();
        for (var i = 0; i < hours / step; i++)
        {
            // The connection hears of the time that has gone by.
            tenant.Run("Test-DtToken -Token $admin | Out-Null").Succeed();
            runs.Add(tenant.Run(script).Succeed());
            tenant.Server.Clock.Advance(TimeSpan.FromHours(step));
        }

        return runs;
    }

    private static int Made(Tenant tenant) => tenant.Server.Log.Requests.Count(
        request => request.Method == "POST" && request.Path.EndsWith("/apiTokens", StringComparison.Ordinal));
}
