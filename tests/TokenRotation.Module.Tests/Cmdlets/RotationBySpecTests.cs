using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Invoke-DtTokenRotation -Path: the tokens that a file under version control says there are to be.</summary>
public sealed class RotationBySpecTests : IDisposable
{
    private const string Spec = """
        {
          "defaults": { "store": { "vault": "Ops", "secretName": "{Name}" }, "policy": { "expiringWithin": "10d" } },
          "tokens": [
            { "name": "RW config token", "scopes": ["ReadConfig", "WriteConfig"], "store": { "secretName": "dt-rw" } },
            { "name": "new-one", "scopes": ["metrics.read"], "expirationDate": "now+90d" }
          ]
        }
        """;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task What_is_missing_is_created_and_stored_and_what_is_not_due_left_alone()
    {
        await using var vault = await VaultTenant.StartAsync();

        var states = Rotate(vault, Spec).Succeed();

        Assert.Equal(2, states.Output.Count);
        Assert.True(vault.Sample!.Enabled);
        var made = vault.Tokens.FindBySecret(vault.Secret("new-one")!)!;
        Assert.Equal("new-one", made.Name);
        Assert.Equal(
            made.Id, states.Output.Single(state => (string)state.Properties["Name"].Value == "new-one").Properties["Id"].Value);
        Assert.Equal(["metrics.read"], made.Scopes);
        Assert.Equal(90, (made.ExpirationDate - made.CreationDate)!.Value.TotalDays, 0.01);
        Assert.Equal(["dt-rw", "new-one"], vault.Entries());

        vault.Tenant.Server.Log.Clear();
        Rotate(vault, Spec).Succeed();
        Assert.Empty(vault.Tenant.Changes);
    }

    [Fact]
    public async Task A_preview_names_the_token_the_entry_and_the_overlap()
    {
        await using var vault = await VaultTenant.StartAsync();

        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(21));

        var screen = Rotate(vault, Spec, "-WhatIf -Overlap 2d").Succeed().Screen;

        var lines = screen.Split('\n').Where(line => line.Contains("What if", StringComparison.Ordinal)).ToList();
        var missing = Assert.Single(lines, line => line.Contains("new-one", StringComparison.Ordinal));
        Assert.Contains("'new-one' of the vault 'Ops'", missing, StringComparison.Ordinal);
        Assert.DoesNotContain("new.", missing, StringComparison.Ordinal);
        var due = Assert.Single(lines, line => line.Contains("RW config token", StringComparison.Ordinal));
        Assert.Contains("'dt-rw' of the vault 'Ops'", due, StringComparison.Ordinal);
        Assert.Contains("revoked in 2 d at the earliest", due, StringComparison.Ordinal);
        Assert.Empty(vault.Tenant.Changes);
    }

    [Fact]
    public async Task What_is_due_is_rotated()
    {
        await using var vault = await VaultTenant.StartAsync();
        Rotate(vault, Spec).Succeed();
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(21));

        Rotate(vault, Spec, "-Overlap 0d").Succeed();

        Assert.False(vault.Sample!.Enabled);
        Assert.Equal("RW config token", vault.Current!.Name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scopes_that_differ_are_reported_or_mended_at_the_next_rotation(bool reconcile)
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(25));
        var spec = Spec.Replace("\"WriteConfig\"", "\"metrics.read\"", StringComparison.Ordinal);

        var run = Rotate(vault, spec, reconcile ? "-ReconcileScopes" : string.Empty).Succeed();

        Assert.Equal(reconcile ? 0 : 1, run.Warnings.Count(warning => warning.Contains("WriteConfig", StringComparison.Ordinal)));
        Assert.Equal(reconcile ? ["ReadConfig", "metrics.read"] : ["ReadConfig", "WriteConfig"], vault.Current!.Scopes);
    }

    [Fact]
    public async Task A_missing_token_without_a_store_is_refused()
    {
        await using var vault = await VaultTenant.StartAsync();

        Rotate(vault, """{ "name": "new-one", "scopes": ["metrics.read"] }""").FailWith("RotationRefused");

        Assert.Empty(vault.Tenant.Changes);
    }

    [Fact]
    public async Task A_slip_in_the_file_is_told_with_its_line_and_changes_nothing()
    {
        await using var vault = await VaultTenant.StartAsync();

        var error = Rotate(
            vault, Spec.Replace("\"scopes\": [\"metrics.read\"]", "\"scpoes\": [\"metrics.read\"]", StringComparison.Ordinal))
            .FailWith("InvalidTokenSpec");

        Assert.Contains("scpoes", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("5", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(vault.Tenant.Changes);
    }

    private Run Rotate(VaultTenant vault, string spec, string more = "")
    {
        File.WriteAllText(_file, spec);
        vault.Tenant.Session.Set("file", _file);
        return vault.Tenant.Run($"Invoke-DtTokenRotation -LiteralPath $file {more}");
    }
}
