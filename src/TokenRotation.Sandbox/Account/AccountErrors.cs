using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Account;

/// <summary>The account's sentences. That of a body that does not fit is recorded; the rest are guesses.</summary>
internal static class AccountErrors
{
    public static TenantError JsonMapping { get; } = new(400, "Problem with json mapping.");

    public static TenantError Unauthorized { get; } = new(401, "Unauthorized");

    public static TenantError Forbidden { get; } = new(403, "Missing permission for platform tokens");

    public static TenantError NoSuchAccount { get; } = new(404, "Account not found");

    public static TenantError NoSuchToken { get; } = new(404, "Platform token not found");

    public static TenantError UsersForbidden { get; } = new(403, "Missing permission for users");

    public static TenantError NoSuchUser { get; } = new(404, "User not found");

    public static TenantError NeverIsNoExpiry { get; } = new(400, "The expiration date must not be empty.");

    public static TenantError ExpiredStaysExpired { get; } = new(400, "The token has expired.");

    public static TenantError TooShort { get; } = new(400, "The expiration date is too early.");

    public static TenantError ManagementOff(int status) =>
        new(status, "Managing platform tokens is not allowed in this account.");

    public static TenantError ForeignOwner(int status) => new(status, "Platform tokens can be made for oneself only.");

    public static TenantError TooMany(int status, int cap) => new(status, $"A user can have at most {cap} platform tokens.");

    public static TenantError Invalid(string property) => new(400, $"The property '{property}' is not valid.");
}
