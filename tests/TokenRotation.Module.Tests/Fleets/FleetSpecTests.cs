using System.Text.Json;

namespace TokenRotation.Module.Tests.Fleets;

/// <summary>A fleet whose tokens stand in a spec file, and whose secrets go into two vaults.</summary>
[Trait("Category", "Long")]
public sealed class FleetSpecTests
{
    private const string Escrow = "Escrow";

    private static readonly TimeSpan PastTheGracePeriod = TimeSpan.FromDays(8);

    [Fact]
    public async Task What_a_spec_file_names_is_rotated_or_made_and_its_secret_is_in_every_vault()
    {
        await using var fleet = await SandboxFleet.StartAsync(1);
        var escrow = Directory.CreateDirectory(Path.Combine(fleet.Vaults, Escrow)).FullName;
        foreach (var entry in Directory.GetFiles(Path.Combine(fleet.Vaults, SandboxFleet.Vault)))
        {
            File.Copy(entry, Path.Combine(escrow, Path.GetFileName(entry)));
        }

        string[] names = ["ingest-a", "ingest-b", "not-there-yet"];
        await WriteAsync(Path.Combine(fleet.Folder, "tokens.json"), new
        {
            tokens = names.Select(name => new { name, scopes = new[] { "metrics.ingest" } }),
        });
        await WriteAsync(fleet.File, new
        {
            defaults = new
            {
                credential = new { file = "{Environment}-manager" },
                specs = new[] { "tokens.json" },
                policy = new { expiringWithin = "14d", overlap = "0d" },
                store = new[] { new { vault = SandboxFleet.Vault }, new { vault = Escrow } },
            },
            environments = new[]
            {
                new
                {
                    environment = fleet.Servers[0].ManagedUrl.ToString(),
                    store = new { secretName = "{Environment}-{Name}" },
                },
            },
        });

        var results = Path.Combine(fleet.Folder, "results");
        using var first = FleetProcess.Rotate(fleet, "1/1", results);
        var rotated = await first.EndWithAsync(0);
        using var second = FleetProcess.Rotate(fleet, "1/1", results);
        var again = await second.EndWithAsync(0);
        fleet.Advance(PastTheGracePeriod);
        using var third = FleetProcess.Rotate(fleet, "1/1", results);
        var later = await third.EndWithAsync(0);

        Assert.Equal((3, 0), ((int)rotated["Rotated"]!, (int)again["Rotated"]!));
        Assert.Equal((0, 2), ((int)later["Rotated"]!, (int)later["Removed"]!));
        Assert.All(names, name =>
        {
            var enabled = Assert.Single(
                fleet.Servers[0].Tenant.Tokens,
                token => token.Enabled && token.Name.StartsWith(name, StringComparison.Ordinal));
            var entry = SandboxFleet.EntryOf(1, name);
            Assert.All([SandboxFleet.Vault, Escrow], vault =>
                Assert.Equal(enabled.Token, File.ReadAllText(Path.Combine(fleet.Vaults, vault, entry))));
        });
    }

    private static Task WriteAsync(string path, object content) =>
        File.WriteAllTextAsync(path, JsonSerializer.Serialize(content));
}
