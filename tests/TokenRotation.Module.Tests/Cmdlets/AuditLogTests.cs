using System.Text.Json;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>-AuditLog of Connect-DtEnvironment, and what the changing cmdlets write there.</summary>
public sealed class AuditLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string Path => System.IO.Path.Combine(_folder.FullName, "audit.jsonl");

    private JsonElement[] Lines => [.. File.ReadAllLines(Path).Select(line => JsonDocument.Parse(line).RootElement)];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_change_is_one_line_with_time_ids_and_outcome()
    {
        await using var tenant = await ConnectAsync();
        tenant.Server.Clock.Advance(TimeSpan.FromDays(400));

        var run = tenant.Run(
            "$new = New-DtToken fresh metrics.read -WarningAction Stop; Revoke-DtToken $new.Id; Restore-DtToken $new.Id; "
                + "Revoke-DtToken $new.Id; Remove-DtToken $new.Id -Force -Confirm:$false; $new.Id").Succeed();

        var id = run.One.BaseObject;
        Assert.Equal(["create", "revoke", "restore", "revoke", "remove"], Of("step"));
        Assert.Equal(["New-DtToken", "Revoke-DtToken", "Restore-DtToken", "Revoke-DtToken", "Remove-DtToken"], Of("cmdlet"));
        Assert.All(Of("outcome"), outcome => Assert.Equal("done", outcome));
        Assert.All(Of("tokenName"), name => Assert.Equal("fresh", name));
        Assert.All(Of("user"), user => Assert.Equal(Environment.UserName, user));
        Assert.All(Of("host"), host => Assert.Equal(Environment.MachineName, host));
        Assert.All(Lines, line => Assert.Equal(Environment.ProcessId, line.GetProperty("processId").GetInt32()));
        Assert.All(Of("environment"), environment => Assert.Equal(tenant.Url, environment));
        Assert.All(Of("callerId"), caller => Assert.Equal(Tenant.PublicPart(tenant.Server.AdminToken), caller));
        Assert.Equal(id, Lines[0].GetProperty("newTokenId").GetString());
        Assert.All(Lines.Skip(1), line => Assert.Equal(id, line.GetProperty("oldTokenId").GetString()));
        Assert.Equal(5, Of("correlationId").Distinct().Count());
        Assert.All(Lines, line => Assert.InRange(
            line.GetProperty("time").GetDateTimeOffset(),
            tenant.Server.Clock.GetUtcNow().AddMinutes(-5),
            tenant.Server.Clock.GetUtcNow().AddMinutes(5)));
    }

    [Fact]
    public async Task Every_cmdlet_that_changes_a_token_names_it_without_what_a_rotation_notes()
    {
        await using var tenant = await ConnectAsync();

        tenant.Run("""
            $kept = @{}
            $store = @{ Store = { param($Name, $Token) $kept[$Name] = $Token }; Retrieve = { param($Name) $kept[$Name] }; SecretName = 'fresh' }
            $new = New-DtToken fresh metrics.read
            $kept['fresh'] = $new.Token
            Set-DtToken $new.Id -Scope metrics.read, logs.read
            $null = Invoke-DtTokenRotation $new.Id @store
            $null = Undo-DtTokenRotation $new.Id @store
            $null = Invoke-DtTokenRotation $new.Id -WarningAction Ignore
            $null = Complete-DtTokenRotation $new.Id
            Restore-DtToken $new.Id
            Revoke-DtToken $new.Id
            $null = Invoke-DtTokenRotation $new.Id -Compromised -Confirm:$false -WarningAction Ignore
            Remove-DtToken $new.Id -Force -Confirm:$false
            $last = New-DtToken fresh metrics.read
            $kept['fresh'] = $last.Token
            $null = Invoke-DtTokenRotation $last.Id @store -Overlap 0d
            """).Succeed();
        tenant.Server.Clock.Advance(TimeSpan.FromDays(8));
        tenant.Run("$null = Resume-DtTokenRotation -Confirm:$false").Succeed();

        Assert.Equal(
            ["Complete-DtTokenRotation", "Invoke-DtTokenRotation", "New-DtToken", "Remove-DtToken", "Restore-DtToken",
                "Resume-DtTokenRotation", "Revoke-DtToken", "Set-DtToken", "Undo-DtTokenRotation"],
            Of("cmdlet").Distinct().Order(StringComparer.Ordinal));
        Assert.All(Of("tokenName"), name => Assert.Equal("fresh", name));
    }

    [Fact]
    public async Task The_changes_of_one_command_share_their_correlation_id()
    {
        await using var tenant = await ConnectAsync();
        tenant.Add("many 1");
        tenant.Add("many 2");

        tenant.Run("Find-DtToken -Name 'many *' | Revoke-DtToken").Succeed();

        Assert.Equal(2, Lines.Length);
        Assert.Single(Of("correlationId").Distinct());
    }

    [Fact]
    public async Task Where_it_is_required_only_a_revocation_goes_on_without_it()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Run("$null = Connect-DtEnvironment $url -ApiToken $admin -AuditLog $args[0] -AuditLogRequired", Path).Succeed();
        tenant.Server.Log.Clear();
        File.Delete(Path);
        Directory.CreateDirectory(Path);

        var run = tenant.Run("New-DtToken fresh metrics.read; Invoke-DtTokenRotation $sampleId -Confirm:$false; Revoke-DtToken "
            + "$sampleId; Restore-DtToken $sampleId");

        Assert.Equal(["AuditLogNotWritable", "AuditLogNotWritable", "AuditLogNotWritable"], run.ErrorIds);
        Assert.False(tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken))!.Enabled);
        Assert.Equal(["PUT"], tenant.Changes.Select(request => request.Method));

        Directory.Delete(Path);
        tenant.Run("Restore-DtToken $sampleId").Succeed();
        Assert.Equal(["revoke", "restore"], Of("step"));
    }

    [Fact]
    public async Task A_log_that_fails_in_the_middle_lets_the_section_end_and_begins_nothing_new()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Run("$null = Connect-DtEnvironment $url -ApiToken $admin -AuditLog $args[0] -AuditLogRequired", Path).Succeed();
        tenant.Session.Set("log", Path);
        const string Rotate = """
            Invoke-DtTokenRotation -Overlap 0d $sampleId -Confirm:$false -SecretName dt-rw -Retrieve { param($Name) $kept[$Name] } -Store {
                param($Name, $Token)
                if ($breaks -and $Name -like '*pending*' -and [System.IO.File]::Exists($log)) {
                    [System.IO.File]::Move($log, "$log.aside")
                    $null = [System.IO.Directory]::CreateDirectory($log)
                }
                $kept[$Name] = $Token
            }
            """;

        var run = tenant.Run("$global:kept = @{ 'dt-rw' = $sample }; $breaks = $true; " + Rotate);

        run.FailWith("AuditLogNotWritable");
        var old = tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken))!;
        Assert.Contains("[dtr superseded", old.Name, StringComparison.Ordinal);
        Assert.True(old.Enabled);
        Assert.Equal(["create"], Written(Path + ".aside"));

        Directory.Delete(Path);
        File.Move(Path + ".aside", Path);
        tenant.Run("$breaks = $false; " + Rotate).Succeed();
        Assert.Equal(["create", "store", "commit", "promote", "revoke"], Written(Path).Take(5));
    }

    [Fact]
    public async Task A_compromised_token_is_disabled_whether_it_can_be_noted_or_not()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Run("$null = Connect-DtEnvironment $url -ApiToken $admin -AuditLog $args[0] -AuditLogRequired", Path).Succeed();
        File.Delete(Path);
        Directory.CreateDirectory(Path);

        tenant.Run("Invoke-DtTokenRotation $sampleId -Compromised -Confirm:$false");

        Assert.False(tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken))!.Enabled);
    }

    [Fact]
    public async Task A_refused_change_is_written_with_its_error()
    {
        await using var tenant = await ConnectAsync(caller: "$sample");

        tenant.Run("New-DtToken fresh metrics.read").FailWith("MissingScope");

        var line = Assert.Single(Lines);
        Assert.Equal("failed", line.GetProperty("outcome").GetString());
        Assert.Equal("MissingScope", line.GetProperty("errorId").GetString());
        Assert.Equal("ForbiddenException", line.GetProperty("errorType").GetString());
    }

    [Fact]
    public async Task A_create_whose_answer_is_lost_may_have_happened()
    {
        await using var tenant = await ConnectAsync();
        tenant.Server.Faults.Add(new FaultRule { Method = "POST", Path = "/apiTokens$", Effect = FaultEffect.DropAfter });

        tenant.Run("New-DtToken fresh metrics.read").FailWith("CreateOutcomeUnknown");

        Assert.Equal("unknown", Assert.Single(Lines).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task What_changes_nothing_writes_nothing()
    {
        await using var tenant = await ConnectAsync();

        tenant.Run("Find-DtToken | Out-Null; Revoke-DtToken $sampleId -WhatIf; Remove-DtToken $sampleId -ErrorAction "
            + "Ignore").Succeed();

        Assert.Empty(Lines);
    }

    [Fact]
    public async Task No_secret_is_written()
    {
        await using var tenant = await ConnectAsync();

        tenant.Run("$new = New-DtToken fresh metrics.read; Revoke-DtToken $sampleId; Revoke-DtToken $args[0] -ErrorAction "
            + "Ignore", tenant.Server.SampleToken).Succeed();

        var text = File.ReadAllText(Path);
        Assert.All(tenant.Server.Tenant.Tokens, token =>
            Assert.DoesNotContain(token.Token.Split('.')[^1], text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_an_error_before_anything_is_sent()
    {
        await using var tenant = await Tenant.StartAsync();

        foreach (var path in new[]
        {
            System.IO.Path.Combine(_folder.FullName, "missing", "audit.jsonl"),
            _folder.FullName,
            "Env:/AUDIT",
            "nodrive:/audit",
        })
        {
            var run = tenant.Run("Connect-DtEnvironment $url -ApiToken $admin -AuditLog $args[0]", path);

            run.FailWith("AuditLogNotWritable");
            Assert.Empty(run.Output);
        }

        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task A_line_that_cannot_be_written_is_a_warning_and_the_change_and_its_secret_are_safe()
    {
        await using var tenant = await ConnectAsync();
        File.Delete(Path);
        Directory.CreateDirectory(Path);

        var run = tenant.Run("New-DtToken fresh metrics.read -WarningAction Stop");

        Assert.NotNull(Tenant.Plain(run.One.Properties["Token"].Value));
        Assert.NotNull(run.Failure);
        var warned = tenant.Run("New-DtToken fresh metrics.read").Succeed();
        Assert.Contains("dt0c01.", Assert.Single(warned.Warnings), StringComparison.Ordinal);
        Directory.Delete(Path);
    }

    [Fact]
    public async Task The_connection_names_its_log_by_its_full_path()
    {
        await using var tenant = await ConnectAsync();

        Assert.Equal(Path, tenant.Run("Get-DtEnvironment").Succeed().One.Properties["AuditLog"].Value);
    }

    [Fact]
    public async Task Two_processes_write_to_one_log()
    {
        await using var tenant = await Tenant.StartAsync();
        var ids = new[] { tenant.Add("first").Id, tenant.Add("second").Id };

        await Task.WhenAll(ids.Select(id => FreshShell.RunAsync(
            """
            Import-Module $env:MANIFEST
            Connect-DtEnvironment $env:SANDBOX_URL -AuditLog $env:AUDIT_LOG | Out-Null
            foreach ($i in 1..20) { Revoke-DtToken $env:TOKEN_ID; Restore-DtToken $env:TOKEN_ID }
            """,
            new Dictionary<string, string>
            {
                ["MANIFEST"] = BuiltFiles.Manifest,
                ["SANDBOX_URL"] = tenant.Url,
                ["DT_API_TOKEN"] = tenant.Server.AdminToken,
                ["AUDIT_LOG"] = Path,
                ["TOKEN_ID"] = id,
            })));

        Assert.Equal(80, Lines.Length);
        Assert.All(ids, id => Assert.Equal(40, Of("oldTokenId").Count(written => written == id)));
    }

    private async Task<Tenant> ConnectAsync(string caller = "$admin")
    {
        var tenant = await Tenant.StartAsync();
        tenant.Run($"Connect-DtEnvironment $url -ApiToken {caller} -AuditLog $args[0] | Out-Null", Path).Succeed();
        return tenant;
    }

    private static IEnumerable<string> Written(string path) => File.ReadAllLines(path)
        .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetString()!);

    private IEnumerable<string?> Of(string property) => Lines.Select(line => line.GetProperty(property).GetString());
}
