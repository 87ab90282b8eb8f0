using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>An entry that is moved, or begun, while a rotation is cut off: what the sentences say settles it.</summary>
public sealed class MovedEntryTests
{
    // A store of the session's own, which takes a new secret beside the entry, and into it as long as nothing is broken.
    private const string Store = """
        $vault = @{ 'dt-a' = $sample }
        $broken = $true
        $files = @{
            Store = {
                param($Name, $Token)
                if ($broken -and $Name -notlike '*-pending-*' -and $Name -notlike '*-previous*' -and $Name -notlike '*canary*') {
                    throw 'no room'
                }
                $vault[$Name] = $Token
            }
            Retrieve = { param($Name) $vault[$Name] }
            Discard = { param($Name) $vault.Remove($Name) }
            Overlap = '0d'
        }
        """;

    private const string Mend = "$broken = $false; $files.Remove('Overlap')";

    [Fact]
    public async Task An_entry_that_was_moved_before_its_new_secret_came_is_rotated_anew_under_its_new_name()
    {
        await using var tenant = await CutOffAsync("dt-a", string.Empty);
        tenant.Run("$vault['dt-b'] = $vault['dt-a']; $vault.Remove('dt-a')").Succeed();
        tenant.Server.Clock.Advance(TimeSpan.FromDays(2));
        var first = Old(tenant);

        var sentence = Said(tenant.Run("Resume-DtTokenRotation $sampleId -SecretName dt-a @files"), "Reason");
        Assert.Contains($"Undo-DtTokenRotation -Id {first.Id} with that name", sentence, StringComparison.Ordinal);
        var elsewhere = Said(tenant.Run("Resume-DtTokenRotation $sampleId -SecretName dt-b @files"), "Reason");
        Assert.Contains("has another name by now", elsewhere, StringComparison.Ordinal);
        Assert.Equal(first.Token, Secret(tenant, "dt-b"));

        tenant.Run("Undo-DtTokenRotation $sampleId -SecretName dt-b @files -Confirm:$false").Succeed();
        Assert.True(tenant.Now(first)!.Enabled);
        var again = tenant.Run("Invoke-DtTokenRotation $sampleId -SecretName dt-b @files -Overlap 0d");
        Assert.Equal("Revoked", Said(again, "State"));

        var current = tenant.Server.Tenant.FindBySecret(Secret(tenant, "dt-b")!)!;
        Assert.True(current.Enabled);
        Assert.False(tenant.Now(first)!.Enabled);
        Assert.Single(
            tenant.Server.Tenant.Tokens, token => token.Enabled && token.Name.StartsWith("RW", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_entry_whose_run_died_before_it_was_written_is_begun_where_the_user_says_so_again()
    {
        await using var tenant = await CutOffAsync("dt-new", "-NewEntry");
        var first = Old(tenant);

        var sentence = Said(tenant.Run("Resume-DtTokenRotation $sampleId -SecretName dt-new @files"), "Reason");
        Assert.Contains($"add -NewEntry to Invoke-DtTokenRotation -Id {first.Id}", sentence, StringComparison.Ordinal);
        Assert.Null(Secret(tenant, "dt-new"));

        var state = Said(tenant.Run("Invoke-DtTokenRotation $sampleId -SecretName dt-new -NewEntry @files"), "State");

        Assert.Equal("Superseded", state);
        Assert.True(tenant.Now(first)!.Enabled);
        Assert.True(tenant.Server.Tenant.FindBySecret(Secret(tenant, "dt-new")!)!.Enabled);
    }

    private static async Task<Tenant> CutOffAsync(string entry, string more)
    {
        var tenant = await Tenant.ConnectAsync(clock: VirtualClock.Running());
        tenant.Run(Store).Succeed();
        tenant.Run($"Invoke-DtTokenRotation $sampleId -SecretName {entry} {more} @files");
        Assert.Contains("[dtr superseded", Old(tenant).Name, StringComparison.Ordinal);
        tenant.Run(Mend).Succeed();
        return tenant;
    }

    private static string Said(Run run, string property) => run.One.Properties[property].Value!.ToString()!;

    private static TenantToken Old(Tenant tenant) => tenant.Server.Tenant.FindBySecret(tenant.Server.SampleToken)!;

    private static string? Secret(Tenant tenant, string entry) =>
        tenant.Run($"if ($vault['{entry}']) {{ $vault['{entry}'] }}").Succeed().Output.SingleOrDefault() is { } secret
            ? Tenant.Plain(secret)
            : null;
}
