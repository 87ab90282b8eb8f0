using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>Whoever may manage tokens may name them anything: names are shown harmlessly, kept exactly, and never run.</summary>
public sealed class HostileNamesTests
{
    private const string Everything = """
        $VerbosePreference = $InformationPreference = 'Continue'
        $token = Find-DtToken -Id $id
        $token | Out-Default
        $token | Format-List | Out-Default
        $token | Format-Wide | Out-Default
        $token | Format-Custom | Out-Default
        "$token" | Out-Default
        $token | Revoke-DtToken -WhatIf
        $token | Remove-DtToken -Confirm:$false
        $token | Remove-DtToken -Confirm:$false -WhatIf -Force
        $token | New-DtToken -WhatIf
        $token | Invoke-DtTokenRotation -WhatIf
        $token | Revoke-DtToken
        $token | Restore-DtToken
        New-DtToken $token.Name metrics.read | Out-Default
        $token | Invoke-DtTokenRotation -Confirm:$false | Out-Default
        $token | Get-DtTokenRotation | Format-Wide | Out-Default
        $token | Invoke-DtTokenRotation -Confirm:$false -SecretName '{Name}' -Store { param($Name, $Token) } -Retrieve { param($Name) }
        """;

    public static TheoryData<string> Names =>
    [
        "\u001b[2J\u001b]0;owned\u0007cleared",
        "two\r\nlines\tand a tab",
        "\u009b31m one character starts it",
        "right\u202eot tfel\u2066",
        "quotes ' \" ` \u2018\u2019 $(throw 'run') ; throw 'run'",
        "null\0byte",
        "lone \ud83d surrogate",
        "\u2028line separator\u2029",
        "emoji 👩‍💻🧀",
        new('n', 100),
        string.Concat(Enumerable.Repeat("🧀", 50)),
        "] [dtr revoked 20240101T000000Z by x] [",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_moves_no_terminal_and_runs_nothing(string name)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Server.Tenant.Seed(
            new SeedToken { Name = name, Scopes = ["metrics.read"], Owner = "o\u001b[1mwner\u202e" });
        tenant.Session.Set("id", token.Id);

        var run = tenant.Run(Everything);

        Assert.Null(run.Failure);
        Assert.All(Shown(run), text => Assert.DoesNotContain(text, IsObeyed));
        Assert.DoesNotContain(run.Errors, error => error.ToString() == "run");
    }

    // Who owns the token that authenticates, where a token was used from and what it shares are chosen outside as well.
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Owners_addresses_metadata_and_long_names_are_shown_harmlessly(string text)
    {
        await using var tenant = await Tenant.StartAsync();
        var caller = tenant.Server.Tenant.Seed(new SeedToken
        {
            Name = text,
            Owner = text,
            PersonalAccessToken = true,
            Scopes = ["apiTokens.read", "apiTokens.write"],
        });
        var shared = tenant.Server.Tenant.Seed(new SeedToken
        {
            Name = string.Concat(Enumerable.Repeat(text, 100))[..100],
            Owner = text,
            Scopes = ["metrics.read"],
            LastUsedIpAddress = text,
            LastUsedDate = tenant.Server.Clock.GetUtcNow(),
            AdditionalMetadata = new Dictionary<string, string> { ["dashboardId" + text] = text },
        });
        tenant.Session.Set("caller", Tenant.Secure(caller.Token));
        tenant.Session.Set("id", shared.Id);

        var run = tenant.Run("""
            $VerbosePreference = $InformationPreference = 'Continue'
            Connect-DtEnvironment $url -ApiToken $caller | Out-Default
            $token = Find-DtToken -Id $id
            $token | Format-List | Out-Default
            $token | Format-Custom | Out-Default
            $token | New-DtToken | Out-Default
            $token | Invoke-DtTokenRotation -Confirm:$false | Out-Default
            $token | Invoke-DtTokenRotation -Confirm:$false -SecretName '{Name}' -Store { param($Name, $Token) } -Retrieve { param($Name) }
            $token | Get-DtTokenRotation | Format-List | Out-Default
            Get-DtTokenFinding | Format-List | Out-Default
            """);

        Assert.Null(run.Failure);
        Assert.All(Shown(run), line => Assert.DoesNotContain(line, IsObeyed));
        Assert.Contains(run.Warnings, warning => warning.Contains("personal access token", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_completion_offers_is_harmless(string name)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Add(name);

        string[] typed = ["Revoke-DtToken ", "Find-DtToken -Name ", "Find-DtToken -Id ", "Find-DtToken -Environment "];
        var offers = typed.SelectMany(tenant.Session.Complete).ToList();

        Assert.NotEmpty(offers);
        Assert.All(offers, offer => Assert.DoesNotContain(offer.CompletionText + offer.ListItemText + offer.ToolTip, IsObeyed));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_is_kept_as_it_is_and_comes_back_after_a_revocation(string name)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Server.Tenant.Seed(new SeedToken { Name = name, Scopes = ["metrics.read"] });
        tenant.Session.Set("id", token.Id);

        var found = tenant.Run("(Find-DtToken -Id $id).Name").Succeed().One.BaseObject;
        tenant.Run("Revoke-DtToken -Id $id").Succeed();
        var revoked = tenant.Now(token)!;
        tenant.Run("Restore-DtToken -Id $id").Succeed();

        Assert.Equal(Carried(name), found);
        Assert.False(revoked.Enabled);
        Assert.InRange(revoked.Name.Length, 1, 100);
        Assert.Equal(Carried(name), Carried(tenant.Now(token)!.Name));
    }

    private static IEnumerable<string> Shown(Run run) =>
        run.Warnings.Concat(run.Verbose).Concat(run.Information).Concat(run.Progress)
        .Concat(run.Errors.SelectMany(error =>
            new[] { error.ToString(), error.ErrorDetails?.RecommendedAction, error.TargetObject?.ToString() }))
        .OfType<string>()
        .Append(WithoutStyle(run.Screen));

    // JSON has no half characters.
    private static string Carried(string name) => string.Concat(name.EnumerateRunes().Select(rune => rune.ToString()));

    private static string WithoutStyle(string screen) =>
        System.Text.RegularExpressions.Regex.Replace(screen, "\u001b\\[[0-9;]*m", string.Empty);

    private static bool IsObeyed(char one) =>
        (char.IsControl(one) && one is not ('\n' or '\r'))
            || char.GetUnicodeCategory(one) is System.Globalization.UnicodeCategory.Format;
}
