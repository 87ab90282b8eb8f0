using System.Security;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>New-DtToken at an account.</summary>
public sealed class NewPlatformTokenTests
{
    private const string Minimal = "New-DtToken made storage:logs:read -Resource $environmentUrn";

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_platform_token_is_made_with_scopes_resource_owner_and_expiry()
    {
        await using var tenant = await AccountTenant.ConnectAsync(clock: new VirtualClock(Start));
        tenant.Server.Account.UserUuid("person@example.com");

        var run = tenant.Run($"{Minimal} -User person@example.com -Lifetime 30d").Succeed();

        Assert.IsType<SecureString>(run.One.Properties["Token"].Value);
        var made = tenant.Platform((string)run.One.Properties["Id"].Value)!;
        Assert.Equal(made.Token, Tenant.Plain(run.One.Properties["Token"].Value));
        Assert.Equal(
            ("made", "person@example.com", Start.AddDays(30)), (made.Name, made.Owner, made.ExpirationDate));
        Assert.Equal(["storage:logs:read"], made.Scopes);
        Assert.Equal([tenant.Server.Account.EnvironmentUrn], made.Resources);
        Assert.Equal(
            ("person@example.com", Start.AddDays(30), "Platform", tenant.Server.Account.Urn),
            (run.One.Properties["Owner"].Value, run.One.Properties["ExpirationDate"].Value,
                run.One.Properties["Kind"].Value.ToString(), run.One.Properties["Environment"].Value));
        Assert.Empty(run.Warnings);
    }

    [Theory]
    [InlineData("$uuid", "$urn")]
    [InlineData("$urn", "$urn")]
    [InlineData("abc12345", "'urn:dtenvironment:abc12345'")]
    [InlineData("https://abc12345.apps.dynatrace.com/ui", "'urn:dtenvironment:abc12345'")]
    [InlineData("urn:dtenvironment:abc12345", "'urn:dtenvironment:abc12345'")]
    public async Task A_resource_is_an_environment_or_an_account_however_it_is_written(string written, string urn)
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        var run = tenant.Run($"(New-DtToken n storage:logs:read -Resource {written}).Resource -eq {urn}").Succeed();

        Assert.Equal(tenant.Run(urn).One.BaseObject, run.One.BaseObject);
    }

    [Theory]
    [InlineData("New-DtToken n storage:logs:read", "RequestRefused")]
    [InlineData("New-DtToken n storage:logs:read -Resource 'two words'", "InvalidEnvironmentUrl")]
    [InlineData("New-DtToken n storage:logs:read -Resource $plainPlatform", "InvalidEnvironmentUrl")]
    [InlineData("New-DtToken n storage:logs:read -Resource $url", "InvalidEnvironmentUrl")]
    [InlineData("New-DtToken n metrics.read -Resource $environmentUrn", "UnknownScope")]
    [InlineData("New-DtToken n STORAGE:logs:read -Resource $environmentUrn", "UnknownScope")]
    [InlineData("New-DtToken n storage:logs:read -Resource $environmentUrn -PersonalAccessToken", "RequestRefused")]
    [InlineData("New-DtToken n storage:logs:read -Resource $environmentUrn -User 'no address'", "RequestRefused")]
    [InlineData("New-DtToken n metrics.read -Environment $url -Resource $environmentUrn", "ParametersContradict")]
    [InlineData("New-DtToken n metrics.read -Environment $url -User a@example.com", "ParametersContradict")]
    public async Task What_does_not_fit_is_refused_before_anything_is_sent(string command, string error)
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        tenant.Session.Set("plainPlatform", tenant.Server.SamplePlatformToken);

        var failed = tenant.Run(command).FailWith(error);

        Assert.DoesNotContain(tenant.Server.SamplePlatformToken, failed.ToString(), StringComparison.Ordinal);
        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task An_unknown_user_is_named_as_what_is_wrong_and_nothing_is_made()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var before = tenant.Server.Account.PlatformTokens.Count;

        var error = tenant.Run($"{Minimal} -User nobody@example.com").FailWith("RequestRefused");

        Assert.Contains("no user", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, tenant.Server.Account.PlatformTokens.Count);
    }

    [Fact]
    public async Task A_copy_has_name_scopes_resource_life_and_owner_of_its_pattern()
    {
        await using var tenant = await AccountTenant.ConnectAsync(clock: new VirtualClock(Start));
        var old = tenant.Add(new SeedPlatformToken
        {
            Name = "pattern",
            Owner = "person@example.com",
            Scopes = ["storage:logs:read", "storage:buckets:read"],
            Resources = [tenant.Server.Account.Urn],
            CreatedAt = Start.AddDays(-80),
            ExpirationDate = Start.AddDays(10),
        });

        var run = tenant.Run("Find-DtToken -Id $args[0] | New-DtToken", old.Id).Succeed();

        var made = tenant.Platform((string)run.One.Properties["Id"].Value)!;
        Assert.NotEqual(old.Id, made.Id);
        Assert.Equal(
            ("pattern", "person@example.com", Start.AddDays(90)), (made.Name, made.Owner, made.ExpirationDate));
        Assert.Equal(old.Scopes, made.Scopes);
        Assert.Equal(old.Resources, made.Resources);
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public async Task A_classic_token_gives_its_name_and_life_to_a_platform_token_and_not_its_scopes()
    {
        await using var tenant = await AccountTenant.ConnectAsync(clock: new VirtualClock(Start));
        tenant.Run("$old = Find-DtToken -Id $sampleId -Environment $url").Succeed();

        tenant.Run("$old | New-DtToken -Environment $uuid -Resource $environmentUrn").FailWith("UnknownScope");
        const string Scoped = "-Scope settings:objects:read -User admin@example.com";
        var run = tenant.Run($"$old | New-DtToken -Environment $uuid -Resource $environmentUrn {Scoped}").Succeed();

        var made = tenant.Platform((string)run.One.Properties["Id"].Value)!;
        Assert.Equal(("RW config token", Start.AddDays(30)), (made.Name, made.ExpirationDate));
    }

    [Fact]
    public async Task Another_owner_than_asked_for_is_warned_of()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var other = tenant.Server.Account.UserUuid("other@example.com");
        tenant.Server.Faults.Add(new FaultRule
        {
            Path = "/users/",
            Effect = FaultEffect.Status,
            Status = 200,
            Body = $$"""{"uid":"{{other}}"}""",
        });

        var run = tenant.Run($"{Minimal} -User person@example.com").Succeed();

        Assert.Contains("other@example.com", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    public async Task The_cap_is_refused_with_what_the_account_says(int status)
    {
        await using var tenant = await AccountTenant.ConnectAsync(
            new AccountOptions { TokensOfUser = 2, CapRefusedWith = status });

        var run = tenant.Run(Minimal);

        Assert.Contains("at most 2", Assert.Single(run.Errors).ToString(), StringComparison.Ordinal);
        Assert.Equal(2, tenant.Server.Account.PlatformTokens.Count);
    }

    [Fact]
    public async Task A_lost_answer_says_how_to_find_out_and_is_not_repeated()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        tenant.Server.Faults.Add(
            new FaultRule { Method = "POST", Path = "/platform-tokens$", Effect = FaultEffect.DropAfter, Count = 1 });

        var error = tenant.Run(Minimal).FailWith("CreateOutcomeUnknown");

        Assert.Contains("Find-DtToken -Name made", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(tenant.Server.Account.PlatformTokens, token => token.Name == "made");
    }

    [Fact]
    public async Task What_if_makes_nothing()
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        tenant.Run($"{Minimal} -WhatIf").Succeed();

        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task Spec_files_and_rows_describe_platform_tokens()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var folder = Directory.CreateTempSubdirectory("platform-spec");
        try
        {
            var file = Path.Combine(folder.FullName, "spec.json");
            await File.WriteAllTextAsync(file, """
                {"name":"of a file","scopes":["storage:logs:read"],"resource":["ENVIRONMENT"],"user":"admin@example.com",
                 "expirationDate":"now+30d"}
                """.Replace("ENVIRONMENT", tenant.Server.Account.EnvironmentUrn, StringComparison.Ordinal));
            tenant.Session.Set("file", file);

            var run = tenant.Run("""
                New-DtToken -Path $file
                $scopes = 'storage:logs:read storage:spans:read'
                [pscustomobject] @{ Name = 'of a row'; Scopes = $scopes; Resource = $urn; ExpiresIn = '7d' } |
                    New-DtToken -Environment $urn
                """).Succeed();

            var made = run.All("Id").Select(id => tenant.Platform((string)id!)!).ToList();
            Assert.Equal(["of a file", "of a row"], made.Select(token => token.Name));
            Assert.Equal([tenant.Server.Account.EnvironmentUrn], made[0].Resources);
            Assert.Equal([tenant.Server.Account.Urn], made[1].Resources);
            Assert.Equal(["storage:logs:read", "storage:spans:read"], made[1].Scopes);
            tenant.Run("New-DtToken -Path $file -Environment $url").FailWith("ParametersContradict");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("New-DtToken n -Environment $uuid -Scope storage:lo", "storage:logs:read")]
    [InlineData("New-DtToken n -Scope workflows:ru", "automation:workflows:run")]
    [InlineData("Find-DtToken -Environment $uuid -Scope 'read logs", "storage:logs:read")]
    [InlineData("New-DtToken n -Environment $url -Scope metrics.re", "metrics.read")]
    public async Task Scopes_are_offered_by_the_names_of_the_kind(string typed, string scope)
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var line = typed
            .Replace("$uuid", tenant.Server.Account.Uuid, StringComparison.Ordinal)
            .Replace("$url", tenant.Url, StringComparison.Ordinal);

        var offers = tenant.Session.Complete(line).Select(offer => offer.CompletionText).ToList();

        Assert.Contains(scope, offers);
        Assert.All(offers, offer => Assert.Equal(scope.Contains(':'), offer.Contains(':')));
    }

    [Fact]
    public async Task Accounts_are_offered_as_resource_and_owners_as_user()
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        Assert.Contains(
            tenant.Session.Complete("New-DtToken n -Resource "), offer => offer.CompletionText == tenant.Server.Account.Urn);
        Assert.Contains(
            tenant.Session.Offers("New-DtToken n -User adm"), offer => offer.CompletionText == "'admin@example.com'");
    }
}
