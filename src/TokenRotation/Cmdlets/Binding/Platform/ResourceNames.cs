using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;

namespace TokenRotation.Cmdlets.Binding.Platform;

/// <summary>Where a platform token shall work, as a user writes it.</summary>
internal static class ResourceNames
{
    /// <summary>
    /// The URN of an environment, by its ID, its address or its URN, or of an account by its UUID or URN; null for anything else.
    /// </summary>
    public static string? UrnOf(string text)
    {
        var name = text.Trim();
        return name.StartsWith(AccountAddress.EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)
            ? OfEnvironment(name.Substring(AccountAddress.EnvironmentPrefix.Length))
            : OfAccount(name) ?? OfEnvironment(name) ?? OfAddress(name);
    }

    /// <summary>The URNs of names that all have one.</summary>
    public static IReadOnlyList<string> UrnsOf(IEnumerable<string> names) =>
        [.. names.Select(name => UrnOf(name) ?? throw new ArgumentOutOfRangeException(nameof(names)))];

    private static string? OfAccount(string name)
    {
        var uuid = name.StartsWith(AccountAddress.UrnPrefix, StringComparison.OrdinalIgnoreCase)
            ? name.Substring(AccountAddress.UrnPrefix.Length)
            : name;
        return Guid.TryParseExact(uuid, "D", out var account) ? AccountAddress.UrnPrefix + account.ToString("D") : null;
    }

    private static string? OfEnvironment(string id) => AccountAddress.IsEnvironmentId(id)
        ? AccountAddress.EnvironmentPrefix + id
        : null;

    // An account has environments of SaaS alone: of others the address is no name.
    private static string? OfAddress(string address)
    {
        try
        {
            var url = EnvironmentUrl.Parse(address);
            return url.AppsText is not null ? OfEnvironment(url.Id) : null;
        }
        catch (EnvironmentUrlException)
        {
            return null;
        }
    }
}
