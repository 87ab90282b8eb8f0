using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Tests.Rotation.Stamps;

public sealed class TokenRevocationTests
{
    private static readonly DateTimeOffset Stamped = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly DtToken Revoked = new()
    {
        Id = "dt0c01.OLD",
        Environment = "https://abc12345.live.dynatrace.com",
        Name = "ingest [dtr revoked 20260501T120000Z by dt0c01.NEW]",
        Enabled = false,
    };

    [Fact]
    public async Task A_name_that_no_stamp_has_cut_is_left_alone()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var token = RotationScene.Seed(sandbox, new string('n', 30), TimeSpan.Zero);
        var now = await sandbox.Api.GetAsync(token.Id, default);

        await TokenRevocation.RestoreAsync(sandbox.Api, now, now with { Name = new string('n', 60) }, default);

        Assert.Equal(token.Name, sandbox.Server.Tenant.Find(token.Id)!.Name);
    }

    [Fact]
    public void The_stamp_tells_since_when_a_token_is_revoked() => Assert.Equal(Stamped, TokenRevocation.Since(Revoked));

    [Fact]
    public void A_change_after_the_stamp_counts_instead() =>
        Assert.Equal(Stamped.AddHours(1), TokenRevocation.Since(Revoked with { ModifiedDate = Stamped.AddHours(1) }));

    [Fact]
    public void A_use_after_the_stamp_counts_instead() =>
        Assert.Equal(
            Stamped.AddHours(2),
            TokenRevocation.Since(Revoked with { ModifiedDate = Stamped.AddHours(1), LastUsedDate = Stamped.AddHours(2) }));

    [Fact]
    public void A_change_before_the_stamp_does_not_count() =>
        Assert.Equal(Stamped, TokenRevocation.Since(Revoked with { ModifiedDate = Stamped.AddYears(-1) }));

    [Fact]
    public void An_enabled_token_is_not_revoked_whatever_its_name_says() =>
        Assert.Null(TokenRevocation.Since(Revoked with { Enabled = true }));

    [Theory]
    [InlineData("ingest", null, "ingest [dtr revoked * by -]")]
    [InlineData("ingest", "dt0c01.NEW", "ingest [dtr revoked * by dt0c01.NEW]")]
    [InlineData("ingest [dtr superseded 20260501T120000Z by dt0c01.NEW]", null, "ingest [dtr revoked * by dt0c01.NEW]")]
    [InlineData("ingest [dtr superseded 20260501T120000Z by "
        + "dt0c01.NEW]", "dt0c01.LATER", "ingest [dtr revoked * by dt0c01.LATER]")]
    [InlineData("ingest [dtr revoked 20260501T120000Z by dt0c01.NEW]", null, "ingest [dtr revoked * by -]")]
    public async Task A_revoked_token_is_disabled_and_its_name_says_since_when(string name, string? successorId, string expected)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var seeded = sandbox.Server.Tenant.Seed(
            new SeedToken { Name = name, Owner = "admin@example.com", Scopes = ["metrics.read"] });

        var revoked = await TokenRevocation.RevokeAsync(
            sandbox.Api, await sandbox.Api.GetAsync(seeded.Id, default), successorId, default);

        var now = await sandbox.Api.GetAsync(seeded.Id, default);
        var stamp = NameStamp.Read(now.Name).Stamp!;
        Assert.Equal((now.Name, now.Enabled), (revoked.Name, revoked.Enabled));
        Assert.False(now.Enabled);
        Assert.Equal(expected, $"ingest [dtr revoked * by {stamp.PartnerId ?? "-"}]");
        Assert.InRange(stamp.At!.Value, sandbox.Api.ServerTime.AddMinutes(-1), sandbox.Api.ServerTime);
    }

    [Theory]
    [InlineData(null, 90)]
    [InlineData("dt0c01.NEW", 55)]
    public async Task A_name_without_room_for_a_stamp_is_cut_only_where_a_successor_carries_all_of_it(
        string? successorId, int left)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var seeded = sandbox.Server.Tenant.Seed(
            new SeedToken { Name = new string('n', 90), Owner = "admin@example.com", Scopes = ["metrics.read"] });

        var revoked = await TokenRevocation.RevokeAsync(
            sandbox.Api, await sandbox.Api.GetAsync(seeded.Id, default), successorId, default);

        Assert.Equal(left, NameStamp.Read(revoked.Name).BaseName.Length);
        Assert.Equal(revoked.Name, (await sandbox.Api.GetAsync(seeded.Id, default)).Name);

        var restored = await TokenRevocation.RestoreAsync(sandbox.Api, revoked, revoked with { Name = seeded.Name }, default);
        Assert.Equal((seeded.Name, true), (restored.Name, restored.Enabled));
        Assert.Equal(
            (seeded.Name, true), (sandbox.Server.Tenant.Find(seeded.Id)!.Name, sandbox.Server.Tenant.Find(seeded.Id)!.Enabled));
    }

    [Theory]
    [InlineData("ingest")]
    [InlineData("ingest [dtr superseded 20260501T120000Z by dt0c01.NEW]")]
    [InlineData("ingest [dtr revoked 20261345T120000Z]")]
    public void Without_a_stamp_of_revocation_nobody_knows_since_when(string name) =>
        Assert.Null(TokenRevocation.Since(Revoked with { Name = name, ModifiedDate = Stamped }));
}
