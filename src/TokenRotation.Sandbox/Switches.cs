using System.Globalization;
using System.Reflection;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox;

/// <summary>
/// The switches of tenant, account and rate limit by their names, as a command line and the control path give them.
/// </summary>
internal static class Switches
{
    private static readonly MethodInfo Copy = typeof(object)
        .GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>All of them. What has an option of its own is none.</summary>
    public static IReadOnlyList<PropertyInfo> All { get; } =
    [
        .. new[] { typeof(TenantOptions), typeof(AccountOptions), typeof(RateLimitOptions) }
            .SelectMany(options => options.GetProperties(BindingFlags.Instance | BindingFlags.Public))
            .Where(property =>
                property.CanWrite && property.Name is not (nameof(TenantOptions.Seed) or nameof(RateLimitOptions.Limit))),
    ];

    /// <summary>The options with one switch set.</summary>
    /// <exception cref="ArgumentException">There is no such switch, or it does not take this value.</exception>
    public static SandboxOptions Set(SandboxOptions options, string name, string value) => Of(name).DeclaringType!.Name switch
    {
        nameof(TenantOptions) => options with { Tenant = Set(options.Tenant, name, value) },
        nameof(AccountOptions) => options with { Account = Set(options.Account, name, value) },
        _ => options with { RateLimit = Set(options.RateLimit, name, value) },
    };

    /// <summary>Sets a switch of a sandbox that runs.</summary>
    /// <exception cref="ArgumentException">There is no such switch, or it does not take this value.</exception>
    public static void Set(SandboxTenant tenant, SandboxAccount account, RateLimiter? limiter, string name, string value)
    {
        switch (Of(name).DeclaringType!.Name)
        {
            case nameof(TenantOptions):
                tenant.Switch(Set(tenant.Options, name, value));
                break;
            case nameof(AccountOptions):
                account.Options = Set(account.Options, name, value);
                break;
            default:
                var changed = Set(limiter?.Options, name, value);
                limiter!.Options = changed;
                break;
        }
    }

    private static T Set<T>(T? options, string name, string value)
        where T : class
    {
        var property = Of(name);
        var changed = (T)Copy.Invoke(
            options ?? throw new ArgumentException($"{name} needs a rate limit: give --rate-limit."), null)!;
        property.SetValue(changed, Read(property, value));
        return changed;
    }

    private static PropertyInfo Of(string name) => All.FirstOrDefault(property => property.Name == name)
        ?? throw new ArgumentException($"'{name}' is no switch of the sandbox. README.md lists them.");

    private static object? Read(PropertyInfo property, string text)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (text == "null" && (type == typeof(string) || type != property.PropertyType))
        {
            return null;
        }

        return type switch
        {
            _ when type == typeof(string) => text,
            _ when type == typeof(bool) && bool.TryParse(text, out var flag) => flag,
            _ when type == typeof(int) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
                number,
            _ when type == typeof(TimeSpan) && TimeSpan.TryParse(
                text, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero => time,
            { IsEnum: true } when Enum.TryParse(type, text, ignoreCase: true, out var value) && Enum.IsDefined(type, value) =>
                value,
            _ => throw new ArgumentException($"{property.Name} takes {Kind(type)}, not '{text}'."),
        };
    }

    private static string Kind(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(int) ? "a number"
        : type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type))
        : "a duration such as 0:00:10";
}
