using System.Reflection;
using System.Text.RegularExpressions;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Tests;

/// <summary>README.md lists the switches that there are, and each is set by the command line and by the control path.</summary>
public sealed partial class SwitchTableTests
{
    private static readonly string[] OfTestsAlone = ["SandboxOptions.EnvironmentId", "SeedToken.OldFormat"];

    public static TheoryData<string> Names => [.. Switches.All.Select(property => property.Name)];

    [Fact]
    public void The_table_has_every_switch_and_no_other() =>
        Assert.Equal(
            Switches.All.Select(InTable).Order(StringComparer.Ordinal),
            Table().Except(OfTestsAlone).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_switch_is_set_by_the_command_line(string name)
    {
        var property = Property(name);
        var (text, value) = Another(property);

        var options = SandboxArguments.Parse(["--rate-limit", "10", "--set", $"{name}={text}"])!;

        Assert.Equal(value, property.GetValue(OptionsOf(property, options.Tenant, options.Account, options.RateLimit!)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_switch_is_set_while_the_sandbox_runs(string name)
    {
        var property = Property(name);
        var (text, value) = Another(property);
        await using var client = await SandboxClient.StartAsync(
            new SandboxOptions { RateLimit = new RateLimitOptions { Limit = 1000 } });

        var answer = await client.ControlAsync("POST", "switches", $$"""{"{{name}}":"{{text}}"}""");

        Assert.Equal(204, answer.Status);
        if (property.DeclaringType != typeof(RateLimitOptions))
        {
            Assert.Equal(
                value,
                property.GetValue(OptionsOf(property, client.Server.Tenant.Options, client.Server.Account.Options, null!)));
        }
    }

    [Fact]
    public async Task What_is_switched_while_it_runs_shows_in_the_next_answer()
    {
        await using var client = await SandboxClient.StartAsync(
            new SandboxOptions { RateLimit = new RateLimitOptions { Limit = 1 } });
        await client.ControlAsync("POST", "switches", """{"RetryAfter":"Seconds","MinimumPageSize":1,"AuditLogEnabled":true}""");

        Assert.Equal(200, (await client.V2Async("GET", "?pageSize=1")).Status);
        Assert.True(client.Server.Tenant.AuditLog.Enabled);
        Assert.Equal(429, (await client.V2Async("GET")).Status);
    }

    [Theory]
    [InlineData("""{"Colour":true}""", "Colour")]
    [InlineData("""{"V1IsoDates":"maybe"}""", "V1IsoDates")]
    [InlineData("""{"ResetUnit":"Seconds"}""", "--rate-limit")]
    [InlineData("[]", "")]
    public async Task What_cannot_be_switched_is_said(string body, string named)
    {
        await using var client = await SandboxClient.StartAsync();

        var answer = await client.ControlAsync("POST", "switches", body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(named, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--set")]
    [InlineData("--set", "V1IsoDates")]
    [InlineData("--set", "Colour=blue")]
    [InlineData("--set", "ListLag=-1:00:00")]
    [InlineData("--set", "Names=Purple")]
    public void An_argument_that_switches_nothing_is_refused(params string[] arguments) =>
        Assert.Throws<ArgumentException>(() => SandboxArguments.Parse(arguments));

    private static PropertyInfo Property(string name) => Switches.All.Single(property => property.Name == name);

    private static string InTable(PropertyInfo property) =>
        property.DeclaringType == typeof(TenantOptions) ? property.Name : $"{property.DeclaringType!.Name}.{property.Name}";

    private static object OptionsOf(
        PropertyInfo property, TenantOptions tenant, AccountOptions account, RateLimitOptions limit) =>
        property.DeclaringType == typeof(TenantOptions) ? tenant
        : property.DeclaringType == typeof(AccountOptions) ? account
        : limit;

    // A value that is not the one that a switch has by itself.
    private static (string Text, object Value) Another(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var before = property.GetValue(
            OptionsOf(property, new TenantOptions(), new AccountOptions(), new RateLimitOptions { Limit = 1 }));
        object value = type == typeof(bool) ? !(bool)before!
            : type == typeof(int) ? 418
            : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(77)
            : type == typeof(string) ? "somebody"
            : Enum.GetValues(type).Cast<object>().First(one => !one.Equals(before));
        return (value.ToString()!, value);
    }

    private static IEnumerable<string> Table()
    {
        var rows = File.ReadLines(Path.Combine(Root, "src", "TokenRotation.Sandbox", "README.md"))
            .SkipWhile(line => !line.StartsWith("| behaviour |", StringComparison.Ordinal));
        return rows.SelectMany(row => Name().Matches(row.TrimEnd(' ', '|').Split('|').Last())).Select(
            match => match.Groups[1].Value);
    }

    private static string Root =>
        typeof(SwitchTableTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(one => one.Key == "RepositoryRoot").Value!;

    [GeneratedRegex("`([A-Z][A-Za-z0-9.]+)`")]
    private static partial Regex Name();
}
