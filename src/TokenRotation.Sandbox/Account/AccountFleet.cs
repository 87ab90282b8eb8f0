namespace TokenRotation.Sandbox.Account;

/// <summary>Fills an account with plausible platform tokens: people's, service users', ended and forgotten ones.</summary>
public static class AccountFleet
{
    private const int OldestDays = 400;

    // Under the cap of a user, so that each may make another.
    private const int OfOneOwner = 40;

    private static readonly (string Use, string[] Scopes)[] Uses =
    [
        ("workflows", ["automation:workflows:read", "automation:workflows:run"]),
        ("log query", ["storage:logs:read", "storage:buckets:read"]),
        ("config as code", ["settings:objects:read", "settings:objects:write", "app-engine:apps:run"]),
        ("documents backup", ["document:documents:read"]),
        ("classic tokens", ["environment-api:api-tokens:read", "environment-api:api-tokens:write"]),
    ];

    /// <summary>Adds <paramref name="count"/> tokens; the same seed makes the same ones, apart from IDs and secrets.</summary>
    public static void Fill(SandboxAccount account, int count, int seed, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        var random = new Random(seed);
        var service = account.AddServiceUser();
        for (var i = 0; i < count; i++)
        {
            var made = now.AddDays(-OldestDays * (1.0 - ((i + random.NextDouble()) / count)));
            var (use, scopes) = Uses[random.Next(Uses.Length)];
            account.Seed(new SeedPlatformToken
            {
                Name = $"{use} {random.Next(1, 40)}",
                Owner = i < OfOneOwner ? service : $"person-{i / OfOneOwner}@example.com",
                Scopes = scopes,
                Resources = random.Next(5) == 0 ? [account.Urn] : null,
                Active = random.Next(12) > 0,
                CreatedAt = made,
                ExpirationDate = random.Next(3) == 0 ? null : made.AddDays(random.Next(3) switch { 0 => 30, 1 => 180, _ => 400 }),
                LastUsedAt = random.Next(10) > 0 ? made + ((now - made) * random.NextDouble()) : null,
            });
        }
    }
}
