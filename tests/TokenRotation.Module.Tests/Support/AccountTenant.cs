using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Support;

/// <summary>A sandbox whose account, or whose tenant and account, a session is connected to.</summary>
internal static class AccountTenant
{
    /// <summary>Connects to the account, with <c>$uuid</c>, <c>$client</c>, <c>$accountUrl</c> and <c>$tokenUrl</c>.</summary>
    public const string Connect = "Connect-DtAccount $uuid -ClientSecret $client -AccountUrl $accountUrl -TokenUrl $tokenUrl";

    /// <summary>Starts a sandbox without connecting to it.</summary>
    public static async Task<Tenant> StartAsync(AccountOptions? options = null, VirtualClock? clock = null)
    {
        var tenant = await Tenant.StartAsync(new SandboxOptions { Account = options ?? new() }, clock);
        var server = tenant.Server;
        tenant.Session.Set("uuid", server.Account.Uuid);
        tenant.Session.Set("urn", server.Account.Urn);
        tenant.Session.Set("environmentUrn", server.Account.EnvironmentUrn);
        tenant.Session.Set("client", Tenant.Secure(server.AccountClient.Secret));
        tenant.Session.Set("accountUrl", server.AccountUrl.ToString());
        tenant.Session.Set("tokenUrl", server.TokenUrl.ToString());
        tenant.Session.Set("platform", Tenant.Secure(server.SamplePlatformToken));
        tenant.Session.Set("platformId", Tenant.PublicPart(server.SamplePlatformToken));
        return tenant;
    }

    /// <summary>Starts a sandbox, and connects to its environment and then to its account.</summary>
    public static async Task<Tenant> ConnectAsync(AccountOptions? options = null, VirtualClock? clock = null)
    {
        var tenant = await StartAsync(options, clock);
        tenant.Run($"$null = Connect-DtEnvironment $url -ApiToken $admin; $null = {Connect}").Succeed();
        tenant.Server.Log.Clear();
        return tenant;
    }

    /// <summary>Puts a platform token into the account.</summary>
    public static PlatformToken Add(this Tenant tenant, SeedPlatformToken seed) => tenant.Server.Account.Seed(seed);

    /// <summary>A platform token as it is now; null when it is gone.</summary>
    public static PlatformToken? Platform(this Tenant tenant, string id) => tenant.Server.Account.FindPlatformToken(id);
}
