using System.Security;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class NewDtTokenTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dt-spec");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_whole_token_is_no_name()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Session.Set("plain", tenant.Server.SampleToken);

        tenant.Run("New-DtToken $plain metrics.read").FailWith("SecretAsName");

        Assert.Empty(tenant.Changes);
    }

    [Fact]
    public async Task A_token_is_made_of_parameters_and_its_secret_comes_out_once_as_a_secure_string()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("New-DtToken 'my token' -Scope metrics.read, logs.read -Lifetime 30d").Succeed();

        Assert.IsType<SecureString>(run.One.Properties["Token"].Value);
        var made = tenant.Server.Tenant.FindBySecret(Tenant.Plain(run.One.Properties["Token"].Value))!;
        Assert.Equal("my token", made.Name);
        Assert.Equal(["metrics.read", "logs.read"], made.Scopes);
        Assert.Equal(30, (made.ExpirationDate - made.CreationDate)!.Value.TotalDays, 0.01);
        Assert.Equal(made.Id, run.One.Properties["Id"].Value);
        Assert.Equal(tenant.Url, run.One.Properties["Environment"].Value);
    }

    [Fact]
    public async Task Plain_text_is_to_be_asked_for()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("New-DtToken t metrics.read -AsPlainText").Succeed();

        Assert.NotNull(tenant.Server.Tenant.FindBySecret((string)run.One.Properties["Token"].Value));
    }

    [Fact]
    public async Task A_copy_has_the_name_the_scopes_and_the_lifetime_of_its_pattern()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var store = tenant.Server.Tenant;
        var old = store.Seed(new SeedToken
        {
            Name = "pattern [dtr revoked 20260101T000000Z]",
            Scopes = ["metrics.read", "logs.read"],
            CreationDate = store.Now.AddDays(-80),
            ExpirationDate = store.Now.AddDays(10),
        });

        var run = tenant.Run("Find-DtToken -Id $args[0] | New-DtToken", old.Id).Succeed();

        var made = store.Find((string)run.One.Properties["Id"].Value)!;
        Assert.Equal("pattern", made.Name);
        Assert.Equal(old.Scopes, made.Scopes);
        Assert.Equal(90, (made.ExpirationDate - made.CreationDate)!.Value.TotalDays, 0.01);
    }

    [Fact]
    public async Task A_copy_may_differ_where_parameters_say_so()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run(
            "Find-DtToken -Token $sample | New-DtToken -Name other -Scope logs.read -ExpirationDate now+5d").Succeed();

        var made = tenant.Now((string)run.One.Properties["Id"].Value)!;
        Assert.Equal("other", made.Name);
        Assert.Equal(["logs.read"], made.Scopes);
        Assert.Equal(5, (made.ExpirationDate - made.CreationDate)!.Value.TotalDays, 0.01);
    }

    [Fact]
    public async Task Scopes_that_no_new_token_can_have_are_dropped_with_a_warning()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var old = tenant.Add("old", "metrics.read", "Mobile", "MemoryDump");

        var run = tenant.Run("Find-DtToken -Id $args[0] | New-DtToken", old.Id).Succeed();

        Assert.Equal(["metrics.read"], tenant.Now((string)run.One.Properties["Id"].Value)!.Scopes);
        Assert.Contains("Mobile, MemoryDump", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_of_somebody_elses_token_is_warned_of()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var old = tenant.Server.Tenant.Seed(
            new SeedToken { Name = "theirs", Owner = "them@example.com", Scopes = ["metrics.read"] });

        var run = tenant.Run("Find-DtToken -Id $args[0] | New-DtToken", old.Id).Succeed();

        Assert.Contains("them@example.com", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_of_a_persons_token_is_warned_of()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var old = tenant.Server.Tenant.Seed(
            new SeedToken { Name = "mine", PersonalAccessToken = true, Scopes = ["metrics.read"] });

        var run = tenant.Run("Find-DtToken -Id $args[0] | New-DtToken", old.Id).Succeed();

        Assert.Contains("personal access token", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name [dtr revoked 20260101T000000Z]")]
    [InlineData("name [dtr pending ABCD1234 of dt0c01.OLD @-]")]
    public async Task A_name_that_reads_as_a_note_of_rotations_is_refused(string name)
    {
        await using var tenant = await Tenant.ConnectAsync();
        Write("a.json", $$"""{ "name": "{{name}}", "scopes": ["metrics.read"] }""");

        tenant.Run("New-DtToken $args[0] metrics.read", name).FailWith("StampAsName");
        tenant.Run("New-DtToken -Path $args[0]", Path.Combine(_folder.FullName, "a.json")).FailWith("InvalidTokenSpec");
        Assert.Empty(tenant.Changes);
    }

    [Theory]
    [InlineData("""{ "name": "v2", "scopes": ["metrics.read"], "expirationDate": "now+30d" }""")]
    [InlineData("""{ "name": "v1", "scopes": ["metrics.read"], "expiresIn": { "value": 30, "unit": "DAYS" } }""")]
    public async Task A_spec_file_of_either_generation_is_read(string spec)
    {
        await using var tenant = await Tenant.ConnectAsync();
        Write("[a].json", spec);

        var run = tenant.Run("New-DtToken -LiteralPath $args[0]", Path.Combine(_folder.FullName, "[a].json")).Succeed();

        var made = tenant.Now((string)run.One.Properties["Id"].Value)!;
        Assert.Equal(30, (made.ExpirationDate - made.CreationDate)!.Value.TotalDays, 0.01);
    }

    [Fact]
    public async Task A_bad_spec_file_is_an_error_that_names_it_and_the_others_are_served()
    {
        await using var tenant = await Tenant.ConnectAsync();
        Write("a.json", """{ "name": "a", "scopes": ["metrics.read"] }""");
        Write("b.json", """{ "name": "b", "scopez": ["metrics.read"] }""");
        Write("c.json", """{ "name": "c", "scopes": ["metrics.read"] }""");

        var run = tenant.Run("New-DtToken -Path $args[0]", Path.Combine(_folder.FullName, "*.json"));

        var error = run.FailWith("InvalidTokenSpec");
        Assert.Contains("b.json", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("scopez", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(["a", "c"], run.All("Name"));
    }

    [Theory]
    [InlineData("-Path")]
    [InlineData("-LiteralPath")]
    public async Task A_spec_file_that_is_not_there_is_named(string parameter)
    {
        await using var tenant = await Tenant.ConnectAsync();

        var error = tenant.Run($"New-DtToken {parameter} $args[0]", Path.Combine(_folder.FullName, "no.json")).FailWith(
            "SpecFileUnreadable");

        Assert.Contains("no.json", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scope_that_resembles_a_known_one_is_sent_with_a_warning()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("New-DtToken t -Scope metric.read");

        Assert.Contains("'metrics.read'", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.NotEmpty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task A_scope_by_its_label_is_answered_with_its_name_before_anything_is_sent()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var error = tenant.Run("New-DtToken t -Scope 'Read metrics'").FailWith("UnknownScope");

        Assert.Contains("'metrics.read'", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task A_scope_that_only_the_server_refuses_is_named_in_the_error()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var error = tenant.Run("New-DtToken t -Scope Something.Quite.Different").FailWith("RequestRefused");

        Assert.Contains("scopes", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_answer_says_how_to_find_the_orphan_and_nothing_is_created_twice()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Server.Faults.Add(new FaultRule { Method = "POST", Path = "/apiTokens$", Effect = FaultEffect.DropAfter });

        var error = tenant.Run("New-DtToken lost metrics.read").FailWith("CreateOutcomeUnknown");

        Assert.Contains("Find-DtToken", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("lost", error.TargetObject);
        Assert.Single(tenant.Server.Tenant.Tokens, token => token.Name == "lost");
    }

    [Fact]
    public async Task An_environment_that_makes_no_classic_tokens_says_so()
    {
        await using var tenant = await Tenant.ConnectAsync(
            new SandboxOptions { Tenant = new TenantOptions { CreationRefusedWith = 403 } });

        tenant.Run("New-DtToken t metrics.read").FailWith("TokenCreationDisabled");
    }

    [Theory]
    [InlineData("New-DtToken t metrics.read -Lifetime 30d")]
    [InlineData("Find-DtToken -Id $sampleId | Invoke-DtTokenRotation -Lifetime 30d")]
    public async Task A_new_token_says_when_it_expires_through_v1_too(string script)
    {
        await using var tenant = await Tenant.ConnectAsync(v1: true);

        var run = tenant.Run(script).Succeed();

        var made = tenant.Now((string)run.One.Properties["Id"].Value)!;
        Assert.NotNull(made.ExpirationDate);
        Assert.Equal(
            made.ExpirationDate!.Value, (DateTimeOffset)run.One.Properties["ExpirationDate"].Value, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Two_expiries_contradict()
    {
        await using var tenant = await Tenant.ConnectAsync();

        tenant.Run("New-DtToken t metrics.read -Lifetime 1d -ExpirationDate now+2d").FailWith("ParametersContradict");
    }

    [Fact]
    public async Task What_if_creates_nothing()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("New-DtToken 'my token' metrics.read -WhatIf").Succeed();

        Assert.Contains("my token", run.Screen, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Empty(tenant.Changes);
    }

    [Theory]
    [InlineData("Yes", 1)]
    [InlineData("No", 0)]
    public async Task Confirm_is_heeded(string answer, int changes)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Session.Screen.Answers.Enqueue(answer);

        Assert.Equal(changes, tenant.Run("New-DtToken t metrics.read -Confirm").Succeed().Output.Count);
        Assert.Equal(changes, tenant.Changes.Count());
    }

    [Fact]
    public async Task A_v1_environment_makes_a_token_too()
    {
        await using var tenant = await Tenant.ConnectAsync(v1: true);

        var run = tenant.Run("New-DtToken t metrics.read -Lifetime 30d | Test-DtToken").Succeed();

        Assert.Equal(true, run.One.BaseObject);
        Assert.All(tenant.Server.Log.Requests, request => Assert.Contains("/api/v1/", request.Path, StringComparison.Ordinal));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
