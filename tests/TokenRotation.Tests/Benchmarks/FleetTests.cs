using TokenRotation.Benchmarks;

namespace TokenRotation.Tests.Benchmarks;

/// <summary>What the benchmark of rotations times are rotations that come to their end.</summary>
public sealed class FleetTests
{
    private const int Tokens = 6;

    [Fact]
    public async Task A_run_of_the_benchmark_s_fleet_revokes_every_token_and_leaves_its_successor_in_its_entry()
    {
        await using var fleet = await Fleet.StartAsync(Tokens, TimeSpan.Zero);

        var revoked = await fleet.RotateAsync(throttleLimit: 4);

        Assert.Equal((Tokens, Tokens), (revoked, fleet.CountRenewedEntries()));
        Assert.Equal(Tokens, fleet.Server.Tenant.Tokens.Count(token => token is { Enabled: false, Name: ['f', 'l', ..] }));
    }
}
