using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>What a rotation notes in a name is for rotations to read: no sentence shows it, whatever the stream.</summary>
public sealed class NamesWithoutStampsTests
{
    // Each is run on a token that bears a note, and says something of it.
    [Theory]
    [InlineData("Revoke-DtToken $old -WhatIf; Revoke-DtToken $old -Confirm")]
    [InlineData("Revoke-DtToken $revoked")]
    [InlineData("Restore-DtToken $revoked -WhatIf; Restore-DtToken $revoked -Confirm")]
    [InlineData("Restore-DtToken $old -Confirm")]
    [InlineData("Remove-DtToken $old; Remove-DtToken $revoked; Remove-DtToken $revoked -Force -Confirm")]
    [InlineData("Set-DtToken $old -NewName another -Confirm; Set-DtToken $old -NewName ('n' * 90)")]
    [InlineData("Undo-DtTokenRotation $old -Confirm")]
    [InlineData("Complete-DtTokenRotation $old -Confirm")]
    [InlineData("Find-DtToken -Id $old | New-DtToken -WhatIf")]
    [InlineData("Invoke-DtTokenRotation $old, $revoked, $pending; Invoke-DtTokenRotation $revoked -WhatIf")]
    [InlineData("Invoke-DtTokenRotation $old, $pending -Compromised -Confirm")]
    [InlineData("Invoke-DtTokenRotation $shared, $foreign, $broken -Force -Confirm")]
    [InlineData("Resume-DtTokenRotation -GracePeriod 0d -WhatIf; Resume-DtTokenRotation -GracePeriod 0d -Confirm")]
    [InlineData("$(Get-DtTokenRotation; Get-DtTokenFinding; Test-DtTokenRotation -Id $old, $revoked, $pending)"
        + " | ForEach-Object { Write-Warning \"$_ $($_.Reason) $($_.Message) $($_.Finding)\" }")]
    [InlineData("Connect-DtEnvironment $url -ApiToken $caller; Connect-DtEnvironment $url -ApiToken $admin")]
    public async Task No_stream_shows_a_note(string script)
    {
        await using var tenant = await Tenant.ConnectAsync();
        Arrange(tenant);
        for (var i = 0; i < 50; i++)
        {
            tenant.Session.Screen.Answers.Enqueue("Yes");
        }

        var run = tenant.Run("$PSDefaultParameterValues = @{ '*-Dt*:Verbose' = $true }; $(" + script + ") | Out-Null");

        var told = run.Errors
            .SelectMany(error => new[] { $"{error}", error.ErrorDetails?.RecommendedAction, error.TargetObject?.ToString() })
            .Concat(run.Warnings).Concat(run.Verbose).Concat(run.Information).Concat(run.Progress).Append(run.Screen)
            .OfType<string>()
            .ToList();
        Assert.DoesNotContain(told, text => text.Contains("[dtr ", StringComparison.Ordinal));
        Assert.Contains(told, text => text.Contains("noted", StringComparison.Ordinal));
    }

    private static void Arrange(Tenant tenant)
    {
        var now = tenant.Server.Tenant.Now;
        var written = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var heir = tenant.Add("noted heir");
        Seed("old", new SeedToken
        {
            Name = $"noted old [dtr superseded {written}+1d by {heir.Id}]",
            Scopes = ["metrics.read", "apiTokens.read"],
        });
        Seed("revoked", new SeedToken { Name = $"noted gone [dtr revoked {written}+7d by {heir.Id}]", Enabled = false });
        Seed("pending", new SeedToken { Name = $"noted new [dtr pending ABCDEFGHIJ of {heir.Id} @-]" });
        Seed("broken", new SeedToken { Name = $"noted broken [dtr superseded {written} by dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX]" });
        Seed("foreign", new SeedToken
        {
            Name = $"noted foreign [dtr revoked {written}]",
            Owner = "somebody@example.com",
            PersonalAccessToken = true,
        });
        Seed("shared", new SeedToken
        {
            Name = $"noted shared [dtr revoked {written}]",
            AdditionalMetadata = new Dictionary<string, string> { ["dashboardId"] = "1" },
        });
        var caller = tenant.Server.Tenant.Seed(new SeedToken
        {
            Name = $"noted caller [dtr superseded {written}+1d by {heir.Id}]",
            PersonalAccessToken = true,
            Scopes = ["apiTokens.read"],
            ExpirationDate = now.AddDays(2),
        });
        tenant.Session.Set("caller", Tenant.Secure(caller.Token));

        void Seed(string variable, SeedToken token) => tenant.Session.Set(variable, tenant.Server.Tenant.Seed(token).Id);
    }
}
