using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>What a user sees of each kind of object, in a table and in a list.</summary>
public sealed partial class FormatTests
{
    private const int Width = 120;
    private const char Escape = '\e';

    private static readonly XDocument Views =
        XDocument.Load(Path.Combine(BuiltFiles.Module, "bin", "TokenRotation.Format.ps1xml"));

    public static TheoryData<string> ViewedTypes => [.. TypeNames()];

    [Theory]
    [InlineData("Find-DtToken", "Id State Expires LastUsed Name", "Enabled")]
    [InlineData("Get-DtEnvironment", "Environment CallerId Expires CallerName", "Sandbox admin")]
    [InlineData("New-DtToken ('n' * 90) metrics.read, entities.read -Lifetime 999d", "Id Expires Name", "nnn")]
    [InlineData("Invoke-DtTokenRotation $sampleId 3>$null", "Id OldId Name", "RW config token")]
    public async Task Tables_fit_a_common_screen_and_show_whole_ids(string script, string headers, string cell)
    {
        await using var tenant = await ConnectAsync();
        tenant.Server.Tenant.Seed(new SeedToken
        {
            Name = new string('n', 100),
            OldFormat = true,
            Scopes = [.. Enumerable.Repeat("extensionConfigurations.write", 30)],
        });

        var run = tenant.Run($"$shown = {script}; $shown | Out-Default; $shown").Succeed();

        var lines = run.Screen.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(headers, string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, Width));
        Assert.Contains(cell, run.Screen, StringComparison.Ordinal);
        Assert.All(
            run.All("Id").Concat(run.All("OldId")).Concat(run.All("CallerId")).Where(id => id is not null),
            id => Assert.Contains(id!.ToString()![..Math.Min(31, id!.ToString()!.Length)], run.Screen, StringComparison.Ordinal));
    }

    [Fact]
    public async Task States_and_times_are_told_in_words_by_the_environments_clock()
    {
        await using var tenant = await ConnectAsync();
        var now = tenant.Server.Clock.GetUtcNow();
        tenant.Server.Tenant.Seed(new SeedToken { Name = "revoked one", Enabled = false });
        tenant.Server.Tenant.Seed(new SeedToken { Name = "expired one", ExpirationDate = now.AddHours(-5.5) });
        tenant.Server.Tenant.Seed(new SeedToken { Name = "due one", ExpirationDate = now.AddDays(9.5) });
        tenant.Server.Tenant.Seed(
            new SeedToken { Name = "used one", ExpirationDate = now.AddDays(800), LastUsedDate = now.AddDays(-3.5) });
        tenant.Server.Clock.Advance(TimeSpan.FromDays(1));

        var run = tenant.Run("Find-DtToken -Name *one | Out-Default").Succeed();

        Assert.Matches("Revoked +never +never +revoked one", run.Screen);
        Assert.Matches($"Expired +{now.AddHours(-5.5).UtcDateTime:yyyy-MM-dd} +never +expired one", run.Screen);
        Assert.Matches($"Due +{now.AddDays(9.5).UtcDateTime:yyyy-MM-dd} +never +due one", run.Screen);
        Assert.Matches($"Enabled +[-0-9]+ +{now.AddDays(-3.5).UtcDateTime:yyyy-MM-dd} +used one", run.Screen);
    }

    [Fact]
    public async Task Rows_are_grouped_by_environment_only_when_there_is_more_than_one()
    {
        await using var tenant = await ConnectAsync();
        await using var second = await SandboxServer.StartAsync(new SandboxOptions());

        var alone = tenant.Run("Find-DtToken | Out-Default").Succeed();
        tenant.Run("Connect-DtEnvironment $args[0] -ApiToken $args[1] | "
            + "Out-Null", second.Url, Tenant.Secure(second.AdminToken)).Succeed();
        var both = tenant.Run("Find-DtToken -Environment (Get-DtEnvironment) | Out-Default").Succeed();

        Assert.DoesNotContain("Environment:", alone.Screen, StringComparison.Ordinal);
        Assert.Contains("Environment: " + tenant.Url, both.Screen, StringComparison.Ordinal);
        Assert.Contains("Environment: " + second.Url.ToString().TrimEnd('/'), both.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_needs_attention_is_coloured_where_the_host_has_colour()
    {
        await using var tenant = await WithEveryStateAsync();
        tenant.Session.Screen.ShowsColours = true;
        tenant.Run("$PSStyle.OutputRendering = 'Host'").Succeed();

        var theme = tenant.Run("$PSStyle.Formatting.Error, $PSStyle.Formatting.Warning, $PSStyle.Foreground.BrightBlack, "
            + "$PSStyle.Foreground.Cyan").Succeed().Output;
        var rows = Screen(tenant, "Find-DtToken -Name *one | Out-Default").Split('\n');
        Assert.Contains(theme[0] + "Expired", Row(rows, "expired one"), StringComparison.Ordinal);
        Assert.Contains(theme[1] + "Due", Row(rows, "due one"), StringComparison.Ordinal);
        Assert.Contains(theme[2] + "Revoked", Row(rows, "revoked one"), StringComparison.Ordinal);
        Assert.Contains(theme[3] + "never", Row(rows, "quiet one"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "Host")]
    [InlineData(true, "PlainText")]
    public async Task Cells_carry_no_escape_sequence_to_who_wants_none(bool showsColours, string rendering)
    {
        await using var tenant = await WithEveryStateAsync();
        tenant.Session.Screen.ShowsColours = showsColours;
        tenant.Run("$PSStyle.OutputRendering = $args[0]", rendering).Succeed();

        var rows = Screen(tenant, "Find-DtToken -Name *one | Out-Default").Split('\n')
            .Where(row => row.Contains("dt0c01.", StringComparison.Ordinal));

        Assert.Equal(4, rows.Count(row => !row.Contains(Escape, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_shell_without_a_theme_shows_the_same_words()
    {
        await using var tenant = await WithEveryStateAsync();

        // Windows PowerShell 5.1 has no $PSStyle, and a strict script may not even ask for it.
        using var session = new Session(arrange: state => state.Variables.Remove("PSStyle", typeof(SessionStateVariableEntry)));
        session.Screen.ShowsColours = true;
        session.Run("if ($PSStyle) { throw 'There is a theme.' }; Connect-DtEnvironment $args[0] -ApiToken $args[1] | "
            + "Out-Null", tenant.Url, Tenant.Secure(tenant.Server.AdminToken)).Succeed();
        var run = session.Run("Set-StrictMode -Version Latest; Find-DtToken -Name *one | Out-Default").Succeed();

        Assert.Matches("Due +[-0-9]+ +[-0-9]+ +due one", run.Screen);
    }

    [Fact]
    public async Task A_name_cannot_give_the_terminal_orders()
    {
        await using var tenant = await ConnectAsync();
        tenant.Server.Tenant.Seed(new SeedToken { Name = "evil \e[2J\e]0;title\a\u202E\u2028\r\nname", Owner = "o\e[1m" });

        var table = Screen(tenant, "Find-DtToken -Name evil* | Out-Default");
        var list = ListScreen(tenant, "Find-DtToken -Name evil* | Out-Default");

        Assert.All([table, list], screen =>
        {
            Assert.Contains("evil [2J]0;title", screen, StringComparison.Ordinal);
            Assert.DoesNotContain(screen, one => one is '\a' or '\u202E' or '\u2028');
            Assert.DoesNotContain("\e[2J", screen, StringComparison.Ordinal);
            Assert.DoesNotContain("o\e[1m", screen, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Lists_say_everything_in_words()
    {
        await using var tenant = await ConnectAsync();
        tenant.Run("Revoke-DtToken $sampleId").Succeed();
        tenant.Server.Clock.Advance(TimeSpan.FromDays(3.1));

        var list = ListScreen(tenant, "Find-DtToken -Id $sampleId | Out-Default");

        Assert.Matches(@"State +: .*Revoked.* \d{4}-\d\d-\d\d \d\d:\d\dZ \(3 d ago\)", list);
        Assert.Matches(@"ExpirationDate +: \S*\d{4}-\d\d-\d\d \d\d:\d\dZ \(in 26 d\)", list);
        Assert.Contains("WriteConfig (Write configuration)", list, StringComparison.Ordinal);
        Assert.Contains("Owner ", list, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ViewedTypes))]
    public void Every_emitted_type_has_a_table_and_a_list_of_all_it_has_but_the_secret(string name)
    {
        using var session = new Session();
        var type = (Type)session.Run("[type]$args[0]", name).Succeed().One.BaseObject;
        var views = Views.Descendants("View").Where(view => view.Descendants("TypeName").Any(named => named.Value == name))
            .ToList();

        Assert.Single(views, view => view.Elements("TableControl").Any());
        var list = Assert.Single(views, view => view.Elements("ListControl").Any());
        var listed = Mentioned(list);
        var properties = type.GetProperties().Select(property => property.Name).ToList();
        Assert.Empty(properties.Except(["Token", "Enabled"]).Except(listed));
        Assert.All(views, view => Assert.DoesNotContain("Token", Mentioned(view)));
    }

    [Fact]
    public void Every_type_that_a_cmdlet_emits_has_a_view()
    {
        using var session = new Session();

        var emitted = session.Run("(Get-Command -Module TokenRotation).OutputType.Type.FullName").Succeed().Output
            .Select(type => (string)type.BaseObject)
            .Where(type => type.StartsWith("TokenRotation.", StringComparison.Ordinal))
            .Distinct();

        Assert.Empty(emitted.Except(TypeNames()));
    }

    [Theory]
    [InlineData("New-DtToken t metrics.read -AsPlainText | Out-Default")]
    [InlineData("(Find-DtToken -Name 'RW config token').Id | ForEach-Object { Invoke-DtTokenRotation $_ -AsPlainText } | "
        + "ForEach-Object { $_; $null = $_ | Complete-DtTokenRotation } | Out-Default")]
    public async Task No_view_shows_a_secret_that_is_there_as_plain_text(string script)
    {
        await using var tenant = await ConnectAsync();

        var table = Screen(tenant, script);
        var list = ListScreen(tenant, script);

        var secrets = tenant.Server.Tenant.Tokens.Select(token => token.Token.Split('.')[^1]);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, table + list, StringComparison.Ordinal));
        Assert.Contains("dt0c01.", table, StringComparison.Ordinal);
        Assert.Contains("Scopes ", list, StringComparison.Ordinal);
    }

    private static IEnumerable<string> TypeNames() => Views.Descendants("TypeName").Select(type => type.Value).Distinct();

    private static async Task<Tenant> ConnectAsync()
    {
        var tenant = await Tenant.ConnectAsync(clock: VirtualClock.Running());
        tenant.Session.Screen.RawUI.BufferSize = new(Width, 5000);
        return tenant;
    }

    private static async Task<Tenant> WithEveryStateAsync()
    {
        var tenant = await ConnectAsync();
        var now = tenant.Server.Clock.GetUtcNow();
        tenant.Server.Tenant.Seed(new SeedToken { Name = "revoked one", Enabled = false, LastUsedDate = now });
        tenant.Server.Tenant.Seed(new SeedToken { Name = "expired one", ExpirationDate = now.AddHours(-1), LastUsedDate = now });
        tenant.Server.Tenant.Seed(new SeedToken { Name = "due one", ExpirationDate = now.AddDays(1), LastUsedDate = now });
        tenant.Server.Tenant.Seed(new SeedToken { Name = "quiet one" });
        return tenant;
    }

    private static string Screen(Tenant tenant, string script)
    {
        tenant.Run(script).Succeed();
        return tenant.Session.Screen.DecoratedText;
    }

    private static string ListScreen(Tenant tenant, string script) =>
        Screen(tenant, script.Replace("| Out-Default", "| Format-List | Out-Default", StringComparison.Ordinal));

    private static string Row(string[] rows, string name) => rows.Single(row => row.Contains(name, StringComparison.Ordinal));

    private static List<string> Mentioned(XElement view) =>
    [
        .. view.Descendants("PropertyName").Select(property => property.Value),
        .. view.Descendants("ScriptBlock").SelectMany(
            script => Quoted().Matches(script.Value).Select(match => match.Groups[1].Value)),
        .. view.Descendants("ScriptBlock").Where(
            script => script.Value.Contains("::StateSince(", StringComparison.Ordinal)).Select(_ => "Enabled"),
        .. view.Descendants("ScriptBlock").Where(script => script.Value.Contains("::Standing(", StringComparison.Ordinal)).Select(
            _ => "State"),
    ];

    [GeneratedRegex("'(\\w+)'")]
    private static partial Regex Quoted();
}
