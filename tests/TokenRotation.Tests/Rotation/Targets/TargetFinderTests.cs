using TokenRotation.Api;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Tests.Rotation.Targets;

public sealed class TargetFinderTests
{
    private const string Name = "dt-metrics";

    private static readonly RotationTarget Pattern =
        new() { OldId = string.Empty, Policy = new RotationPolicy(), MayBegin = true };
    private static readonly string[] Scopes = ["metrics.read", "metrics.ingest"];

    [Fact]
    public async Task An_id_names_the_rotation_that_its_token_belongs_to()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var pending = Seed(sandbox, NameStamp.Pending("OPER01", sandbox.SampleId).ApplyTo("x"));
        var left = Seed(sandbox, NameStamp.Pending("OPER02", "dt0c01.GONE").ApplyTo("x"));
        var finder = new TargetFinder(await sandbox.BeginAsync(), Pattern);

        finder.AddId(sandbox.SampleId);
        finder.AddId(pending.Id);
        finder.AddId("dt0c01.GONE");
        finder.AddId("dt0c01.NOBODY");

        Assert.Equal([sandbox.SampleId, "dt0c01.GONE"], finder.Targets.Select(target => target.OldId));
        Assert.All(finder.Targets, target => Assert.True(target.MayBegin));
        Assert.Equal(
            (TargetProblemKind.NoSuchId, "dt0c01.NOBODY"), (Assert.Single(finder.Problems).Kind, finder.Problems[0].Subject));
        Assert.Equal("dt0c01.GONE", TargetFinder.RotationOf((await sandbox.Api.GetAsync(left.Id, default))));
    }

    [Fact]
    public async Task Everything_under_way_is_found_and_nothing_is_begun()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var revoked = Seed(sandbox, NameStamp.Revoked(sandbox.Api.ServerTime, "dt0c01.NEW").ApplyTo("x"), enabled: false);
        var alone = Seed(sandbox, NameStamp.Revoked(sandbox.Api.ServerTime, null).ApplyTo("y"), enabled: false);
        Seed(sandbox, NameStamp.Pending("OPER02", "dt0c01.GONE").ApplyTo("z"));
        var finder = new TargetFinder(await sandbox.BeginAsync(), Pattern);

        finder.AddAll();

        Assert.Equal(new[] { revoked.Id, "dt0c01.GONE" }.Order(), finder.Targets.Select(target => target.OldId).Order());
        Assert.DoesNotContain(alone.Id, finder.Targets.Select(target => target.OldId));
        Assert.All(finder.Targets, target => Assert.False(target.MayBegin));
    }

    [Theory]
    [InlineData(ApiVersion.V1)]
    [InlineData(ApiVersion.V2)]
    public async Task A_name_stands_for_the_enabled_token_that_bears_it(ApiVersion version)
    {
        await using var sandbox = await SandboxRun.StartAsync(version);
        var now = sandbox.Api.ServerTime;
        var current = Seed(sandbox, Name);
        Seed(sandbox, Name, enabled: false);
        Seed(sandbox, NameStamp.Revoked(now, current.Id).ApplyTo(Name), enabled: false);
        Seed(sandbox, NameStamp.Pending("OPER01", current.Id).ApplyTo(Name));
        var twin = Seed(sandbox, "twin");
        Seed(sandbox, "twin");
        var replaced = Seed(sandbox, NameStamp.Superseded(now, twin.Id).ApplyTo("twin"));
        var finder = new TargetFinder(await sandbox.BeginAsync(), Pattern);
        sandbox.Server.Log.Clear();

        await finder.AddNameAsync(Name);
        await finder.AddNameAsync("nobody");
        await finder.AddNameAsync("twin");

        Assert.Equal(version == ApiVersion.V1, sandbox.Server.Log.Requests.Count > 0);
        Assert.Equal(current.Id, Assert.Single(finder.Targets).OldId);
        Assert.Equal(
            [(TargetProblemKind.NoSuchName, "nobody", 0), (TargetProblemKind.AmbiguousName, "twin", 2)],
            finder.Problems.Select(problem => (problem.Kind, problem.Subject, problem.Ids.Count)));
        Assert.NotNull(replaced);
    }

    [Fact]
    public async Task The_old_token_stands_for_a_pair_of_the_same_name()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var successor = Seed(sandbox, Name);
        var old = Seed(sandbox, NameStamp.Superseded(sandbox.Api.ServerTime, successor.Id).ApplyTo(Name));
        var finder = new TargetFinder(await sandbox.BeginAsync(), Pattern);

        await finder.AddNameAsync(Name);

        Assert.Equal(old.Id, Assert.Single(finder.Targets).OldId);
    }

    [Fact]
    public async Task A_rotation_that_was_cut_off_is_found_by_what_is_left_of_it()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, "renamed by somebody");
        Seed(sandbox, NameStamp.Pending("OPER01", old.Id).ApplyTo(Name));
        Seed(sandbox, NameStamp.Pending("OPER02", "dt0c01.GONE").ApplyTo(Name));
        var finder = new TargetFinder(await sandbox.BeginAsync(), Pattern);

        await finder.AddNameAsync(Name);

        Assert.Equal(old.Id, Assert.Single(finder.Targets).OldId);
    }

    [Fact]
    public async Task What_a_spec_file_names_and_nobody_has_is_to_be_made()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var finder = new TargetFinder(await sandbox.BeginAsync(), Pattern);

        await finder.AddSpecAsync(Spec(Name), Pattern, reconcile: false);

        var target = Assert.Single(finder.Targets);
        Assert.Equal((NewTokenKey.Of(Name), Name), (target.OldId, target.Missing?.Name));
        Assert.True(NewTokenKey.Is(target.OldId));
        Assert.Empty(finder.Problems);
    }

    [Fact]
    public async Task A_spec_file_does_not_choose_between_two_tokens()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        Seed(sandbox, Name);
        Seed(sandbox, Name);
        var finder = new TargetFinder(await sandbox.BeginAsync(), Pattern);

        await finder.AddSpecAsync(Spec(Name), Pattern, reconcile: false);

        Assert.Empty(finder.Targets);
        Assert.Equal(TargetProblemKind.AmbiguousName, Assert.Single(finder.Problems).Kind);
    }

    [Theory]
    [InlineData(ApiVersion.V1, false)]
    [InlineData(ApiVersion.V1, true)]
    [InlineData(ApiVersion.V2, false)]
    [InlineData(ApiVersion.V2, true)]
    public async Task Scopes_that_differ_are_told_or_mended(ApiVersion version, bool reconcile)
    {
        await using var sandbox = await SandboxRun.StartAsync(version);
        var token = Seed(sandbox, Name, scopes: ["metrics.read", "logs.ingest"]);
        var finder = new TargetFinder(await sandbox.BeginAsync(), Pattern);

        await finder.AddSpecAsync(Spec(Name), Pattern, reconcile);

        var target = Assert.Single(finder.Targets);
        Assert.Equal(token.Id, target.OldId);
        Assert.Equal(reconcile ? Scopes : null, target.Wish.Scopes);
        if (reconcile)
        {
            Assert.Empty(finder.Problems);
            return;
        }

        var problem = Assert.Single(finder.Problems);
        Assert.Equal((TargetProblemKind.ScopesDiffer, Name), (problem.Kind, problem.Subject));
        Assert.Equal(["metrics.ingest"], problem.Missing);
        Assert.Equal(["logs.ingest"], problem.Surplus);
    }

    [Fact]
    public async Task Scopes_in_another_order_do_not_differ()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        Seed(sandbox, Name, scopes: ["metrics.ingest", "metrics.read"]);
        var finder = new TargetFinder(await sandbox.BeginAsync(), Pattern);

        await finder.AddSpecAsync(Spec(Name), Pattern, reconcile: false);

        Assert.Empty(finder.Problems);
        Assert.Single(finder.Targets);
    }

    private static TokenSpec Spec(string name) => new() { Name = name, Scopes = Scopes };

    private static TenantToken Seed(SandboxRun sandbox, string name, bool enabled = true, IReadOnlyList<string>? scopes = null) =>
        sandbox.Server.Tenant.Seed(new SeedToken
        {
            Name = name,
            Owner = "admin@example.com",
            Enabled = enabled,
            Scopes = [.. scopes ?? ["metrics.read"]],
        });
}
