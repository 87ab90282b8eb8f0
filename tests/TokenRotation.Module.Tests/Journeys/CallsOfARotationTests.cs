using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;
using Xunit.Abstractions;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>
/// What a rotation costs over a token's life, counted by the sandbox, beside the lists that all rotations of a run share.
/// </summary>
public sealed class CallsOfARotationTests(ITestOutputHelper output)
{
    private const int Tokens = 10;

    // A creation, the proof of the new token, three changes (mark, revocation, clean name) and a deletion.
    private const int Acts = 6;
    private const string Store = "-Store $store -Retrieve $retrieve -SecretName '{Name}'";

    [Theory]
    [InlineData($"Invoke-DtTokenRotation $args {Store} -Overlap 0d", Store, 7)]
    [InlineData($"Invoke-DtTokenRotation $args {Store}", Store, 7)]
    [InlineData(
        "Invoke-DtTokenRotation $args | ForEach-Object { $kept[$_.Name] = $_.Token; $_ } | Complete-DtTokenRotation", "", 6)]
    public async Task Seven_fresh_reads_are_the_most_over_a_tokens_life(string rotate, string store, int reads)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var old = Enumerable.Range(0, Tokens).Select(i => tenant.Add($"counted-{i}")).ToList();
        tenant.Run("$kept = @{}; $store = { param($Name, $Token) $kept[$Name] = $Token }").Succeed();
        tenant.Run("$retrieve = { param($Name) $kept[$Name] }").Succeed();
        old.ForEach(token => tenant.Run("$kept[$args[0]] = $args[1]", token.Name, Tenant.Secure(token.Token)).Succeed());

        Connect(tenant);
        tenant.Run(rotate, [.. old.Select(token => token.Id)]).Succeed();
        foreach (var later in new[] { TimeSpan.FromHours(25), TimeSpan.FromSeconds(31), TimeSpan.FromDays(8) })
        {
            // A schedule's run connects anew.
            tenant.Server.Clock.Advance(later);
            Connect(tenant);
            tenant.Run($"Resume-DtTokenRotation {store} -Confirm:$false").Succeed();
        }

        Assert.All(old, token => Assert.Null(tenant.Now(token)));
        var made = tenant.Server.Log.Requests.Where(request => request.TargetId is { } id && id != AdminId(tenant)).ToList();
        output.WriteLine($"{made.Count / Tokens} calls a rotation, {made.Count(IsRead) / Tokens} of them fresh reads.");
        Assert.Equal((Acts * Tokens, reads * Tokens), (made.Count(request => !IsRead(request)), made.Count(IsRead)));
    }

    private static bool IsRead(LoggedRequest request) => request.Method == "GET";

    private static string AdminId(Tenant tenant) => Tenant.PublicPart(tenant.Server.AdminToken);

    // The time that a cluster of several nodes is given.
    private static void Connect(Tenant tenant) =>
        tenant.Run("$null = Connect-DtEnvironment $url -ApiToken $admin -SettlingTimeSec 30 -WarningAction Ignore").Succeed();
}
