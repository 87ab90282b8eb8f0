using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Account;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>The platform token of a person that tests rotate, and what takes its place.</summary>
internal static class PlatformTokens
{
    public const string Person = "dev@example.com";

    /// <summary>Puts the token into the account; the session has its ID and its secret as $old and $secret.</summary>
    public static PlatformToken Seed(Tenant tenant, string? resource = null)
    {
        var now = tenant.Server.Clock.GetUtcNow();
        var token = tenant.Add(new SeedPlatformToken
        {
            Owner = Person,
            Name = "ingest",
            Scopes = ["app-engine:apps:run"],
            Resources = resource is null ? null : [resource],
            CreatedAt = now.AddDays(-60),
            ExpirationDate = now.AddDays(30),
        });
        tenant.Session.Set("old", token.Id);
        tenant.Session.Set("secret", Tenant.Secure(token.Token));
        return token;
    }

    /// <summary>The person's other token.</summary>
    public static PlatformToken Fresh(Tenant tenant, PlatformToken old) =>
        tenant.Server.Account.PlatformTokens.Single(token => token.Owner == Person && token.Id != old.Id);
}
