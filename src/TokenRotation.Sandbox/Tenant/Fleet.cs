namespace TokenRotation.Sandbox.Tenant;

/// <summary>
/// Fills a tenant with plausible tokens: a few years of teams, integrations, forgotten experiments and old formats.
/// </summary>
public static class Fleet
{
    private const int OldestDays = 1400;

    private static readonly string[] Teams =
        ["checkout", "payments", "search", "platform", "mobile", "data", "sre", "identity", "logistics"];

    private static readonly (string Use, string[] Scopes)[] Uses =
    [
        ("config as code", ["ReadConfig", "WriteConfig", "settings.read", "settings.write"]),
        (
            "operator",
            ["activeGateTokenManagement.create", "entities.read", "settings.read", "settings.write", "InstallerDownload"]),
        ("metric ingest", ["metrics.ingest"]),
        ("log ingest", ["logs.ingest"]),
        ("dashboards export", ["ReadConfig", "metrics.read", "entities.read"]),
        ("synthetic CI", ["ExternalSyntheticIntegration", "syntheticExecutions.read", "syntheticExecutions.write"]),
        ("SLO report", ["slo.read", "metrics.read", "problems.read"]),
        ("terraform", ["settings.read", "settings.write", "entities.read", "apiTokens.read", "apiTokens.write"]),
        ("problem bridge", ["problems.read", "problems.write", "events.ingest"]),
        ("PaaS", ["InstallerDownload", "SupportAlert"]),
    ];

    private static readonly string[] PersonalScopes = ["entities.read", "metrics.read", "problems.read", "settings.read"];

    /// <summary>
    /// Adds <paramref name="count"/> tokens; the same seed makes the same ones, apart from their IDs and secrets.
    /// </summary>
    public static void Fill(SandboxTenant tenant, int count, int seed)
    {
        var random = new Random(seed);
        var now = tenant.Now;
        for (var i = 0; i < count; i++)
        {
            // From old to new, as a tenant grows.
            var age = TimeSpan.FromDays(OldestDays * (1.0 - ((i + random.NextDouble()) / count)));
            tenant.Seed(Special(i, Plausible(random, now - age, now)));
        }
    }

    private static SeedToken Plausible(Random random, DateTimeOffset created, DateTimeOffset now)
    {
        var team = Teams[random.Next(Teams.Length)];
        var (use, scopes) = Uses[random.Next(Uses.Length)];
        var personal = random.Next(12) == 0;
        var used = random.Next(10) > 0 ? created + ((now - created) * random.NextDouble()) : (DateTimeOffset?)null;
        return new SeedToken
        {
            Name = personal ? $"{team} PAT" : $"{team} {use} {random.Next(1, 40)}",
            Owner = $"{team}-{random.Next(1, 6)}@example.com",
            Scopes = personal ? PersonalScopes : scopes,
            Enabled = random.Next(25) > 0,
            CreationDate = created,
            ExpirationDate = ExpiryOf(random, created, now),
            LastUsedDate = used,
            LastUsedIpAddress = used is null ? null : $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(1, 255)}",
            ModifiedDate = random.Next(4) == 0 ? created + ((now - created) * random.NextDouble()) : null,
            PersonalAccessToken = personal,
            OldFormat = !personal && now - created > TimeSpan.FromDays(1300),
        };
    }

    /// <summary>Some are made by the environment itself, or share a dashboard or a report.</summary>
    private static SeedToken Special(int i, SeedToken token) => (i % 40) switch
    {
        7 =>
            token with
            {
                Name = "Installer download",
                Owner = string.Empty,
                Scopes = ["InstallerDownload"],
                PersonalAccessToken = false,
            },
        17 => token with
        {
            Name = "Synthetic",
            Owner = "SyntheticTokenProviderWorker",
            Scopes = ["WriteSyntheticData"],
            PersonalAccessToken = false,
        },
        27 => Sharing(token, "Shared dashboard", "ViewDashboard", "dashboardId", i),
        37 => Sharing(token, "Shared report", "ViewReport", "reportId", i),
        _ => token,
    };

    private static SeedToken Sharing(SeedToken token, string name, string scope, string key, int i) => token with
    {
        Name = name,
        Scopes = [scope],
        PersonalAccessToken = false,
        AdditionalMetadata = new Dictionary<string, string> { [key] = $"00000000-0000-0000-0000-{i:D12}" },
    };

    /// <summary>No expiry, or one that is ahead or less than a week past: what is older, the tenant has purged.</summary>
    private static DateTimeOffset? ExpiryOf(Random random, DateTimeOffset created, DateTimeOffset now)
    {
        if (random.Next(3) == 0)
        {
            return null;
        }

        var expiry = created + TimeSpan.FromDays(random.Next(3) switch { 0 => 30, 1 => 90, _ => 365 });
        return expiry > now.AddDays(-6) ? expiry : now.AddDays((random.NextDouble() * 365) - 6);
    }
}
