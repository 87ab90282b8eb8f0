using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Get- and Disconnect-DtEnvironment, and which environment a command goes to.</summary>
public sealed class DtEnvironmentTests
{
    [Fact]
    public void Without_a_connection_a_command_says_how_to_get_one()
    {
        using var session = new Session();

        var error = session.Run("Find-DtToken").FailWith("NotConnected");

        Assert.Contains("Connect-DtEnvironment", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_connected_last_is_the_default()
    {
        await using var pair = await Pair.ConnectAsync();

        Assert.All(pair.Run("Find-DtToken").Succeed().All("Environment"), environment =>
            Assert.Equal(pair.Other.Url, environment));
    }

    [Theory]
    [InlineData("-Environment $url")]
    [InlineData("-Environment \"$url/ui/\"")]
    [InlineData("-Environment ([uri]$url)")]
    [InlineData("-Environment ([uri]$url).Authority")]
    [InlineData("-Environment (Get-DtEnvironment $url)")]
    public async Task An_environment_is_named_by_url_id_or_object(string which)
    {
        await using var pair = await Pair.ConnectAsync();

        Assert.All(pair.Run("Find-DtToken " + which).Succeed().All("Environment"), environment =>
            Assert.Equal(pair.First.Url, environment));
    }

    [Fact]
    public async Task One_pipeline_crosses_environments_and_every_token_is_changed_in_its_own()
    {
        await using var pair = await Pair.ConnectAsync();

        var run = pair.Run("Get-DtEnvironment | Find-DtToken -Name 'RW config*' | Revoke-DtToken -PassThru").Succeed();

        Assert.Equal(new[] { pair.First.Url, pair.Other.Url }.Order(), run.All("Environment").Cast<string>().Order());
        Assert.Single(pair.First.Changes);
        Assert.Single(pair.Other.Changes);
    }

    [Fact]
    public async Task A_token_is_copied_from_one_environment_into_another()
    {
        await using var pair = await Pair.ConnectAsync();

        var run = pair.Run("Find-DtToken -Name 'RW config*' -Environment $url | New-DtToken -Environment $otherUrl").Succeed();

        Assert.Equal(pair.Other.Url, run.One.Properties["Environment"].Value);
        Assert.Single(pair.Other.Changes);
        Assert.Empty(pair.First.Changes);
    }

    [Fact]
    public async Task An_environment_that_is_not_connected_is_an_error_and_the_others_are_served()
    {
        await using var pair = await Pair.ConnectAsync();

        var run = pair.Run("Find-DtToken -Environment abc12345, $url");

        Assert.Equal("abc12345", run.FailWith("EnvironmentNotConnected").TargetObject);
        Assert.Equal(3, run.Output.Count);
    }

    [Fact]
    public async Task A_disconnected_environment_serves_nothing_any_more()
    {
        await using var pair = await Pair.ConnectAsync();

        pair.Run("$kept = Get-DtEnvironment $url; Disconnect-DtEnvironment $url").Succeed();

        Assert.Equal([pair.Other.Url], pair.Run("Get-DtEnvironment").Succeed().All("Environment"));
        pair.Run("Find-DtToken -Environment $kept").FailWith("EnvironmentNotConnected");
    }

    [Fact]
    public async Task All_are_disconnected_by_pipeline()
    {
        await using var pair = await Pair.ConnectAsync();

        var run = pair.Run("Get-DtEnvironment | Disconnect-DtEnvironment; Get-DtEnvironment").Succeed();

        Assert.Empty(run.Output);
        pair.Run("Disconnect-DtEnvironment").FailWith("NotConnected");
    }

    [Fact]
    public async Task Connecting_again_replaces_the_connection()
    {
        await using var pair = await Pair.ConnectAsync();

        pair.Run("Connect-DtEnvironment $url -ApiToken $sample | Out-Null").Succeed();

        var run = pair.Run("Get-DtEnvironment | ForEach-Object CallerName").Succeed();
        Assert.Equal(["Sandbox admin", "RW config token"], run.Output.Select(name => name.BaseObject));
    }

    [Fact]
    public async Task Sessions_do_not_see_each_others_connections()
    {
        await using var pair = await Pair.ConnectAsync();
        using var session = new Session();

        Assert.Empty(session.Run("Get-DtEnvironment").Succeed().Output);
    }

    /// <summary>One session that is connected to two tenants.</summary>
    private sealed class Pair : IAsyncDisposable
    {
        public required Tenant First { get; init; }

        public required Tenant Other { get; init; }

        public static async Task<Pair> ConnectAsync()
        {
            var pair = new Pair { First = await Tenant.ConnectAsync(), Other = await Tenant.StartAsync() };
            pair.First.Session.Set("otherUrl", pair.Other.Url);
            pair.Run("Connect-DtEnvironment $otherUrl -ApiToken $args[0] | Out-Null", Tenant.Secure(pair.Other.Server.AdminToken))
                .Succeed();
            return pair;
        }

        public Run Run(string script, params object?[] arguments) => First.Run(script, arguments);

        public async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await Other.DisposeAsync();
        }
    }
}
